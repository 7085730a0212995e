package io.lockstep.worker.training;

import io.lockstep.engine.data.FashionMnist;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes a small data set in Fashion-MNIST's format: noise with a bright spot whose place tells the class. */
final class SyntheticImages {
    private static final int SIDE = 8;
    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;

    private SyntheticImages() {}

    static void write(Path folder, int training, int validation) throws IOException {
        write(folder, "train", training, 1);
        write(folder, "t10k", validation, 2);
    }

    private static void write(Path folder, String split, int count, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        random.nextBytes(pixels);
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) random.nextInt(FashionMnist.CLASS_NAMES.size());
            pixels[i * SIDE * SIDE + labels[i]] = (byte) 255;
        }
        ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
        images.putInt(IMAGES_MAGIC).putInt(count).putInt(SIDE).putInt(SIDE).put(pixels);
        Files.write(folder.resolve(split + "-images-idx3-ubyte"), images.array());
        ByteBuffer classes = ByteBuffer.allocate(8 + count);
        classes.putInt(LABELS_MAGIC).putInt(count).put(labels);
        Files.write(folder.resolve(split + "-labels-idx1-ubyte"), classes.array());
    }
}
