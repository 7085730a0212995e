package io.lockstep.engine.oracle;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Residual networks, as torchvision has them; they differ in stem, kind of block and depth. */
final class TorchResNet {
    private final TorchLayers layers;
    private final boolean bottlenecks;

    TorchResNet(TorchLayers layers, boolean bottlenecks) {
        this.layers = layers;
        this.bottlenecks = bottlenecks;
    }

    /** Logits from what the stem gave. */
    Tensor classified(Tensor stem, int... depths) {
        Tensor y = stem;
        for (int layer = 1; layer <= depths.length; layer++) {
            for (int block = 0; block < depths[layer - 1]; block++) {
                String name = "layer" + layer + "." + block;
                long stride = layer > 1 && block == 0 ? 2 : 1;
                y = bottlenecks ? bottleneck(name, y, stride) : basicBlock(name, y, stride);
            }
        }
        return layers.linear("fc", torch.flatten(torch.adaptive_avg_pool2d(y, 1, 1), 1, -1));
    }

    private Tensor basicBlock(String name, Tensor x, long stride) {
        Tensor y = layers.relu(normalised(name, 1, layers.convolved(name + ".conv1", x, stride, 1)));
        y = normalised(name, 2, layers.convolved(name + ".conv2", y, 1, 1));
        return layers.relu(y.add(shortcut(name, x, stride)));
    }

    private Tensor bottleneck(String name, Tensor x, long stride) {
        Tensor y = layers.relu(normalised(name, 1, layers.convolved(name + ".conv1", x, 1, 0)));
        y = layers.relu(normalised(name, 2, layers.convolved(name + ".conv2", y, stride, 1)));
        y = normalised(name, 3, layers.convolved(name + ".conv3", y, 1, 0));
        return layers.relu(y.add(shortcut(name, x, stride)));
    }

    private Tensor shortcut(String name, Tensor x, long stride) {
        String downsample = name + ".downsample";
        return layers.has(downsample + ".0.weight")
                ? layers.normalised(downsample + ".1", layers.convolved(downsample + ".0", x, stride, 0))
                : x;
    }

    private Tensor normalised(String name, int number, Tensor x) {
        return layers.normalised(name + ".bn" + number, x);
    }
}
