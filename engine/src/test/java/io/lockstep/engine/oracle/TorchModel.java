package io.lockstep.engine.oracle;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The networks of the catalogue, written once more with libtorch's functions. */
enum TorchModel {
    MLP(9, 8, 0, 0) {
        @Override
        Tensor logits(TorchLayers layers, Tensor x) {
            Tensor first = layers.relu(layers.linear("1", torch.flatten(x, 1, -1)));
            Tensor second = layers.relu(layers.linear("3", first));
            return layers.linear("5", second);
        }

        @Override
        List<String> convolutions() {
            return List.of();
        }
    },
    LENET(6, 5, 256, 0.5) {
        @Override
        Tensor logits(TorchLayers layers, Tensor x) {
            Tensor first = layers.convolution("features.0", "features.1", x);
            Tensor second = layers.pooled(layers.convolution("features.3", "features.4", first));
            return classified(layers, layers.pooled(layers.convolution("features.7", "features.8", second)));
        }

        @Override
        List<String> convolutions() {
            return List.of("features.0", "features.3", "features.7");
        }
    },
    CONVNET(9, 8, 128, 0.25) {
        @Override
        Tensor logits(TorchLayers layers, Tensor x) {
            Tensor first = layers.pooled(layers.convolution("features.0", "features.1", x));
            Tensor second = layers.pooled(layers.convolution("features.4", "features.5", first));
            return classified(layers, layers.pooled(layers.convolution("features.8", "features.9", second)));
        }

        @Override
        List<String> convolutions() {
            return List.of("features.0", "features.4", "features.8");
        }
    },
    RESNET18_CIFAR(9, 8, 0, 0) {
        @Override
        Tensor logits(TorchLayers layers, Tensor x) {
            Tensor stem = layers.convolution("conv1", "bn1", x);
            return new TorchResNet(layers, false).classified(stem, 2, 2, 2, 2);
        }

        @Override
        boolean deep() {
            return true;
        }

        @Override
        List<String> convolutions() {
            return List.of();
        }
    },
    RESNET50(33, 33, 0, 0) {
        @Override
        Tensor logits(TorchLayers layers, Tensor x) {
            Tensor stem = layers.relu(layers.normalised("bn1", layers.convolved("conv1", x, 2, 3)));
            return new TorchResNet(layers, true).classified(layers.pooled(stem, 3, 2, 1), 3, 4, 6, 3);
        }

        @Override
        boolean deep() {
            return true;
        }

        @Override
        List<String> convolutions() {
            return List.of();
        }
    };

    private final int height;
    private final int width;
    private final int hidden;
    private final double dropout;

    TorchModel(int height, int width, int hidden, double dropout) {
        this.height = height;
        this.width = width;
        this.hidden = hidden;
        this.dropout = dropout;
    }

    /** Logits [N, classes] of images [N, C, H, W]. */
    abstract Tensor logits(TorchLayers layers, Tensor x);

    /** Names of the convolutions with a bias, each of which batch normalisation follows. */
    abstract List<String> convolutions();

    /** Whether it takes {@link OneSided} initial values to keep away from kinks of the loss. */
    boolean deep() {
        return false;
    }

    /** Of the images to compare with: small, since the reference backend is slow, and pooled with a remainder. */
    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** Features of a sample that go through dropout, 0 if none do. */
    int hidden() {
        return hidden;
    }

    /** Probability of dropout. */
    double dropout() {
        return dropout;
    }

    Tensor classified(TorchLayers layers, Tensor features) {
        Tensor active = layers.relu(layers.linear("classifier.1", torch.flatten(features, 1, -1)));
        return layers.linear("classifier.4", layers.dropout(active, dropout));
    }
}
