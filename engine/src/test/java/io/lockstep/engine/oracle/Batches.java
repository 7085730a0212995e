package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.tensor.Device;
import java.util.Random;

/**
 * Draws batches of noise. Two generators cannot agree on the masks of dropout, so these are the engine's own, seen by
 * sending ones through its layer.
 */
final class Batches implements AutoCloseable {
    static final int CHANNELS = 3;
    static final int CLASSES = 7;

    private static final long SEED = 20_261_123;
    private static final long FIRST_SAMPLE = 3;
    /** Two, since the running variance takes the number of samples into account. */
    private static final int[] SIZES = {4, 3};

    private final Random random = new Random(SEED);
    private final Device device = new Device(new ReferenceBackend());
    private final TorchModel model;
    private int drawn;

    Batches(TorchModel model) {
        this.model = model;
    }

    Batch next() {
        int size = SIZES[drawn % SIZES.length];
        float[] images = new float[size * CHANNELS * model.height() * model.width()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        long[] labels = random.longs(size, 0, CLASSES).toArray();
        RandomPosition position = new RandomPosition(SEED, drawn++, FIRST_SAMPLE);
        return new Batch(images, labels, position, model.hidden() == 0 ? new float[0] : kept(size, position));
    }

    private float[] kept(int size, RandomPosition position) {
        Dropout dropout = new Dropout(model.dropout(), 0);
        dropout.randomAt(position);
        float[] kept = dropout.forward(device.ones(DType.FLOAT32, Shape.of(size, model.hidden())))
                .toFloatArray();
        for (int i = 0; i < kept.length; i++) {
            kept[i] = kept[i] == 0 ? 0 : 1;
        }
        return kept;
    }

    @Override
    public void close() {
        device.close();
    }
}
