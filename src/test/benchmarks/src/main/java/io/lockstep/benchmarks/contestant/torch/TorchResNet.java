package io.lockstep.benchmarks.contestant.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Residual networks (He et al. 2015) with torchvision's names; blocks that halve the image do it in their convolution
 * of 3 x 3.
 */
final class TorchResNet {
    private static final int STAGES = 4;

    private final TorchLayers layers;
    private final List<TorchLayer> sequence = new ArrayList<>();

    private TorchResNet(TorchLayers layers) {
        this.layers = layers;
    }

    /** ResNet-18 for images of 32 x 32: a first convolution of 3 x 3 at the full size, no pooling after it. */
    static TorchLayer ofCifar(TorchLayers layers) {
        TorchResNet network = new TorchResNet(layers);
        network.add(layers.convolution("conv1", 1, 1), layers.batchNorm("bn1"), layers.relu());
        for (int stage = 1; stage <= STAGES; stage++) {
            network.stage(stage, 2, stage > 1, network::basicBlock);
        }
        return network.classified();
    }

    /** ResNet-50 for images of 224 x 224. */
    static TorchLayer ofImageNet(TorchLayers layers) {
        TorchResNet network = new TorchResNet(layers);
        network.add(layers.convolution("conv1", 2, 3), layers.batchNorm("bn1"), layers.relu(), layers.maxPool(3, 2, 1));
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 1; stage <= STAGES; stage++) {
            network.stage(stage, blocks[stage - 1], true, network::bottleneck);
        }
        return network.classified();
    }

    /** @param projected whether its first block's shortcut is a convolution, since it changes the shape */
    private void stage(int stage, int blocks, boolean projected, Block block) {
        for (int i = 0; i < blocks; i++) {
            String name = "layer" + stage + "." + i;
            int stride = stage > 1 && i == 0 ? 2 : 1;
            add(residual(block.body(name, stride), projected && i == 0 ? projection(name, stride) : x -> x));
        }
    }

    private TorchLayer basicBlock(String name, int stride) {
        return TorchLayer.sequence(
                layers.convolution(name + ".conv1", stride, 1),
                layers.batchNorm(name + ".bn1"),
                layers.relu(),
                layers.convolution(name + ".conv2", 1, 1),
                layers.batchNorm(name + ".bn2"));
    }

    private TorchLayer bottleneck(String name, int stride) {
        return TorchLayer.sequence(
                layers.convolution(name + ".conv1", 1, 0),
                layers.batchNorm(name + ".bn1"),
                layers.relu(),
                layers.convolution(name + ".conv2", stride, 1),
                layers.batchNorm(name + ".bn2"),
                layers.relu(),
                layers.convolution(name + ".conv3", 1, 0),
                layers.batchNorm(name + ".bn3"));
    }

    private TorchLayer projection(String name, int stride) {
        return TorchLayer.sequence(
                layers.convolution(name + ".downsample.0", stride, 0), layers.batchNorm(name + ".downsample.1"));
    }

    private static TorchLayer residual(TorchLayer body, TorchLayer shortcut) {
        return x -> {
            Tensor sum = body.forward(x).add_(shortcut.forward(x));
            return torch.relu_(sum);
        };
    }

    private TorchLayer classified() {
        add(layers.globalAveragePool(), layers.flatten(), layers.linear("fc"));
        return TorchLayer.sequence(sequence.toArray(new TorchLayer[0]));
    }

    private void add(TorchLayer... next) {
        sequence.addAll(List.of(next));
    }

    /** Makes the body of a block from its name and stride. */
    private interface Block {
        TorchLayer body(String name, int stride);
    }
}
