package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.task.Network;

/** The networks of the engine's catalogue, written once more with libtorch's functions. */
final class TorchNetworks {
    private TorchNetworks() {}

    static TorchLayer of(Network network, TorchLayers layers) {
        return switch (network) {
            case MLP -> mlp(layers);
            case LENET -> lenet(layers);
            case RESNET18 -> TorchResNet.ofCifar(layers);
            case RESNET50 -> TorchResNet.ofImageNet(layers);
        };
    }

    private static TorchLayer mlp(TorchLayers layers) {
        return TorchLayer.sequence(
                layers.flatten(),
                layers.linear("1"),
                layers.relu(),
                layers.linear("3"),
                layers.relu(),
                layers.linear("5"));
    }

    private static TorchLayer lenet(TorchLayers layers) {
        return TorchLayer.sequence(
                layers.convolution("features.0", 1, 1),
                layers.batchNorm("features.1"),
                layers.relu(),
                layers.convolution("features.3", 1, 1),
                layers.batchNorm("features.4"),
                layers.relu(),
                layers.maxPool(2, 2, 0),
                layers.convolution("features.7", 1, 1),
                layers.batchNorm("features.8"),
                layers.relu(),
                layers.maxPool(2, 2, 0),
                layers.flatten(),
                layers.linear("classifier.1"),
                layers.relu(),
                layers.dropout(0.5),
                layers.linear("classifier.4"));
    }
}
