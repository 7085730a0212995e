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
import java.util.function.BiFunction;

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
        conv1 = addModule("conv1", Conv2d.withoutBias(initial, spec.channels(), 64, stem));
        bn1 = addModule("bn1", new BatchNorm2d(initial, 64));
        this.maxpool = maxpool;
        long expansion = block.expansion();
        layer1 = addModule("layer1", layer(initial, block, depths[0], 64, 64, 1));
        layer2 = addModule("layer2", layer(initial, block, depths[1], 64 * expansion, 128, 2));
        layer3 = addModule("layer3", layer(initial, block, depths[2], 128 * expansion, 256, 2));
        layer4 = addModule("layer4", layer(initial, block, depths[3], 256 * expansion, 512, 2));
        fc = addModule("fc", new Linear(initial, 512 * expansion, spec.classes()));
    }

    /**
     * For an image of 224 x 224, resnet18 multiplies 1.8, resnet34 3.7, resnet50 4.1 and resnet101 7.8 billion times.
     *
     * @param name such as {@code resnet18}
     */
    static BiFunction<ModelSpec, Initialisation, Module> largeImages(String name) {
        return (spec, initial) -> of(name, spec, initial, LARGE_STEM, largeMaxPool());
    }

    /**
     * With a stem that leaves small images as large as they are: 0.56 billion multiplications of resnet18 for 32 x 32.
     *
     * @param name such as {@code resnet18_cifar}
     */
    static BiFunction<ModelSpec, Initialisation, Module> smallImages(String name) {
        return (spec, initial) -> of(name.substring(0, name.indexOf('_')), spec, initial, SMALL_STEM, new Sequential());
    }

    private static Module of(String name, ModelSpec spec, Initialisation initial, Window stem, Module maxpool) {
        return switch (name) {
            case "resnet18" -> new ResNet(spec, initial, stem, maxpool, Block.BASIC, 2, 2, 2, 2);
            case "resnet34" -> new ResNet(spec, initial, stem, maxpool, Block.BASIC, 3, 4, 6, 3);
            case "resnet50" -> new ResNet(spec, initial, stem, maxpool, Block.BOTTLENECK, 3, 4, 6, 3);
            case "resnet101" -> new ResNet(spec, initial, stem, maxpool, Block.BOTTLENECK, 3, 4, 23, 3);
            default -> throw new IllegalArgumentException("there is no residual network \"" + name + "\"");
        };
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = bn1.call(conv1.call(x)).relu();
        y = maxpool.call(y);
        y = layer1.call(y);
        y = layer2.call(y);
        y = layer3.call(y);
        y = layer4.call(y);
        return fc.call(avgpool.call(y).flatten(1));
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
