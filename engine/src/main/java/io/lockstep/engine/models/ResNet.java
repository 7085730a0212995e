package io.lockstep.engine.models;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.AdaptiveAvgPool2d;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.MaxPool2d;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.tensor.Tensor;

/**
 * Deep residual networks (He et al. 2016), with torchvision's names and initial values: a stem, four layers of residual
 * blocks, each layer but the first at half the size and twice the channels of the one before, and the mean over the
 * image.
 */
final class ResNet extends Module {
    private static final Window LARGE_STEM = Window.square(7, 2, 3);
    private static final Window SMALL_STEM = Window.square(3, 1, 1);

    private final Module conv1;
    private final Module bn1;
    private final Module maxpool;
    private final Module layer1;
    private final Module layer2;
    private final Module layer3;
    private final Module layer4;
    private final Module avgpool = new AdaptiveAvgPool2d(1);
    private final Module fc;

    /**
     * Blocks of one kind.
     *
     * @param expansion channels of a block's result as a multiple of its width
     */
    private record Block(int expansion, Maker maker) {
        static final Block BASIC = new Block(BasicBlock.EXPANSION, BasicBlock::new);
        static final Block BOTTLENECK = new Block(Bottleneck.EXPANSION, Bottleneck::new);

        private interface Maker {
            Module make(Initialisation initial, long inputs, long width, int stride);
        }

        Module make(Initialisation initial, long inputs, long width, int stride) {
            return maker.make(initial, inputs, width, stride);
        }
    }

    private ResNet(ModelSpec spec, Initialisation initial, Window stem, Module maxpool, Block block, int... depths) {
        conv1 = addChild("conv1", Conv2d.withoutBias(initial, spec.channels(), 64, stem));
        bn1 = addChild("bn1", new BatchNorm2d(initial, 64));
        this.maxpool = maxpool;
        long expansion = block.expansion();
        layer1 = addChild("layer1", layer(initial, block, depths[0], 64, 64, 1));
        layer2 = addChild("layer2", layer(initial, block, depths[1], 64 * expansion, 128, 2));
        layer3 = addChild("layer3", layer(initial, block, depths[2], 128 * expansion, 256, 2));
        layer4 = addChild("layer4", layer(initial, block, depths[3], 256 * expansion, 512, 2));
        fc = addChild("fc", new Linear(initial, 512 * expansion, spec.classes()));
    }

    /** 1.8 billion multiplications for an image of 224 x 224. */
    static Module resnet18(ModelSpec spec, Initialisation initial) {
        return new ResNet(spec, initial, LARGE_STEM, largeMaxPool(), Block.BASIC, 2, 2, 2, 2);
    }

    /** 4.1 billion multiplications for an image of 224 x 224. */
    static Module resnet50(ModelSpec spec, Initialisation initial) {
        return new ResNet(spec, initial, LARGE_STEM, largeMaxPool(), Block.BOTTLENECK, 3, 4, 6, 3);
    }

    /** For small images, whose size the stem leaves as it is: 0.56 billion multiplications for 32 x 32. */
    static Module resnet18Cifar(ModelSpec spec, Initialisation initial) {
        return new ResNet(spec, initial, SMALL_STEM, new Sequential(), Block.BASIC, 2, 2, 2, 2);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = bn1.forward(conv1.forward(x)).relu();
        y = maxpool.forward(y);
        y = layer1.forward(y);
        y = layer2.forward(y);
        y = layer3.forward(y);
        y = layer4.forward(y);
        return fc.forward(avgpool.forward(y).flatten(1));
    }

    private static Module largeMaxPool() {
        return new MaxPool2d(Window.square(3, 2, 1));
    }

    private static Module layer(
            Initialisation initial, Block block, int depth, long inputs, long width, int firstStride) {
        Module[] blocks = new Module[depth];
        blocks[0] = block.make(initial, inputs, width, firstStride);
        for (int i = 1; i < depth; i++) {
            blocks[i] = block.make(initial, width * block.expansion(), width, 1);
        }
        return new Sequential(blocks);
    }
}
