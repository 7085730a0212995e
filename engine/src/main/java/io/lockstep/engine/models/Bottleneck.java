package io.lockstep.engine.models;

import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Tensor;

/**
 * A convolution by 3 x 3 between two by 1 x 1, which take the channels down and up again, and a shortcut around them
 * (He et al. 2016, figure 5 right). The stride is that of the middle one, as in torchvision, and not of the first.
 */
final class Bottleneck extends Module {
    /** Channels of the result as a multiple of the block's width. */
    static final int EXPANSION = 4;

    private final Module conv1;
    private final Module bn1;
    private final Module conv2;
    private final Module bn2;
    private final Module conv3;
    private final Module bn3;
    private final Module downsample;

    /** x [N, inputs, H, W] to [N, 4 width, H / stride, W / stride], rounded up. */
    Bottleneck(Initialisation initial, long inputs, long width, int stride) {
        long outputs = width * EXPANSION;
        conv1 = addModule("conv1", ResidualLayers.conv1x1(initial, inputs, width, 1));
        bn1 = addModule("bn1", new BatchNorm2d(initial, width));
        conv2 = addModule("conv2", ResidualLayers.conv3x3(initial, width, width, stride));
        bn2 = addModule("bn2", new BatchNorm2d(initial, width));
        conv3 = addModule("conv3", ResidualLayers.conv1x1(initial, width, outputs, 1));
        bn3 = addModule("bn3", new BatchNorm2d(initial, outputs));
        downsample = addModule("downsample", ResidualLayers.downsample(initial, inputs, outputs, stride));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor shortcut = downsample.call(x);
        Tensor y = bn1.call(conv1.call(x)).relu();
        y = bn2.call(conv2.call(y)).relu();
        y = bn3.call(conv3.call(y));
        return y.add(shortcut).relu();
    }
}
