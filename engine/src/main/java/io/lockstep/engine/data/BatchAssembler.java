package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.random.RandomStream;
import java.io.IOException;

/** Reads, transforms and copies the samples of a batch. One per thread: it owns the image that is worked on. */
final class BatchAssembler {
    private final BatchSource source;
    private final Image image;
    private final long key;
    private final RandomStream random;

    BatchAssembler(BatchSource source) {
        this.source = source;
        ImageDataset dataset = source.dataset();
        image = new Image(dataset.height(), dataset.width(), dataset.channels());
        key = source.augmentation().key();
        random = new RandomStream(key, 0);
    }

    /**
     * Fills a batch with the samples of a step.
     *
     * @throws DataLoadingException if a sample cannot be read or transformed
     */
    void assemble(int step, HostBatch batch) {
        batch.begin(source.plan(), step, source.rank());
        for (int i = 0; i < batch.size(); i++) {
            int sample = batch.sample(i);
            try {
                source.dataset().read(sample, image.pixels(), 0);
                random.reset(key, sample);
                source.augmentation().transform().apply(image, random);
                requireSize();
                batch.put(i, image, source.dataset().label(sample));
            } catch (IOException | RuntimeException e) {
                throw new DataLoadingException(
                        "sample " + sample + " of step " + step + " could not be loaded: " + e, e);
            }
        }
    }

    private void requireSize() {
        ImageDataset dataset = source.dataset();
        if (image.height() != dataset.height() || image.width() != dataset.width()) {
            throw new IllegalArgumentException(
                    "the augmentation made an image of " + image.height() + " x " + image.width()
                            + " of one of " + dataset.height() + " x " + dataset.width()
                            + ", but batches have the data set's size; end it with a Resize to that size, or use DataLoader");
        }
    }
}
