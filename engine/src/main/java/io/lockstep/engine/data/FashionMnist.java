package io.lockstep.engine.data;

import java.io.IOException;
import java.util.List;

/** Fashion-MNIST (Xiao, Rasul and Vollgraf, arXiv:1708.07747): 60,000 + 10,000 grey images of 28 x 28, 10 classes. */
public final class FashionMnist {
    /** Mean and deviation of the training set's pixels, scaled to [0, 1]. */
    public static final ChannelStatistics STATISTICS =
            new ChannelStatistics(new double[] {0.2860}, new double[] {0.3530});

    public static final List<String> CLASS_NAMES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private FashionMnist() {}

    /** Reads one split. */
    public static IdxImageDataset open(ByteSource images, ByteSource labels) throws IOException {
        return IdxImageDataset.open(images, labels, CLASS_NAMES.size(), CLASS_NAMES);
    }
}
