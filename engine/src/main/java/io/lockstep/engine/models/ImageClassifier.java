package io.lockstep.engine.models;

import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Tensor;

/** A network of two parts: features of the image, and their classification. */
final class ImageClassifier extends Module {
    private final Module features;
    private final Module classifier;

    ImageClassifier(Module features, Module classifier) {
        this.features = addModule("features", features);
        this.classifier = addModule("classifier", classifier);
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(features.call(x));
    }
}
