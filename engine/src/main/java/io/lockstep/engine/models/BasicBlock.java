package io.lockstep.engine.models;

import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Tensor;

/** Two convolutions by 3 x 3 and a shortcut around them (He et al. 2016, figure 5 left). */
final class BasicBlock extends Module {
    /** Channels of the result as a multiple of the block's width. */
    static final int EXPANSION = 1;

    private final Module conv1;
    private final Module bn1;
    private final Module conv2;
    private final Module bn2;
    private final Module downsample;

    /** x [N, inputs, H, W] to [N, width, H / stride, W / stride], rounded up. */
    BasicBlock(Initialisation initial, long inputs, long width, int stride) {
        conv1 = addModule("conv1", ResidualLayers.conv3x3(initial, inputs, width, stride));
        bn1 = addModule("bn1", new BatchNorm2d(initial, width));
        conv2 = addModule("conv2", ResidualLayers.conv3x3(initial, width, width, 1));
        bn2 = addModule("bn2", new BatchNorm2d(initial, width));
        downsample = addModule("downsample", ResidualLayers.downsample(initial, inputs, width, stride));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor shortcut = downsample.call(x);
        Tensor y = bn1.call(conv1.call(x)).relu();
        y = bn2.call(conv2.call(y));
        return y.add(shortcut).relu();
    }
}
