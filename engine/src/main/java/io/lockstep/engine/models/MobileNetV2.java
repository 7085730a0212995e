package io.lockstep.engine.models;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.AdaptiveAvgPool2d;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU6;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for small devices (Sandler et al. 2018), with torchvision's names and initial values: residual blocks that are wide
 * inside, where each channel is convolved by itself. 0.3 billion multiplications for an image of 224 x 224.
 */
final class MobileNetV2 extends Module {
    private static final int STEM = 32;
    private static final int LAST = 1280;
    /** Expansion, channels, blocks and the first one's stride (table 2 of the paper). */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private final Module features;
    private final Module avgpool = new AdaptiveAvgPool2d(1);
    private final Module classifier;

    MobileNetV2(ModelSpec spec, Initialisation initial) {
        List<Module> layers = new ArrayList<>();
        layers.add(convolution(initial, spec.channels(), STEM, Window.square(3, 2, 1), 1));
        long channels = STEM;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                layers.add(new InvertedResidual(initial, channels, stage[1], i == 0 ? stage[3] : 1, stage[0]));
                channels = stage[1];
            }
        }
        layers.add(convolution(initial, channels, LAST, Window.square(1, 1, 0), 1));
        features = addModule("features", new Sequential(layers.toArray(new Module[0])));
        classifier = addModule(
                "classifier",
                new Sequential(
                        new Dropout(0.2, 0),
                        new Linear(
                                initial.normal(0, 0.01, spec.classes(), LAST), initial.constant(0, spec.classes()))));
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(avgpool.call(features.call(x)).flatten(1));
    }

    private static Module convolution(Initialisation initial, long inputs, long filters, Window window, long groups) {
        return new Sequential(
                Conv2d.withoutBias(initial, inputs, filters, window, groups),
                new BatchNorm2d(initial, filters),
                new ReLU6());
    }

    /** Wider by 1 x 1, each channel by 3 x 3, narrower by 1 x 1, and a way around where shapes allow it. */
    private static final class InvertedResidual extends Module {
        private final boolean shortcut;
        private final Module conv;

        InvertedResidual(Initialisation initial, long inputs, long outputs, int stride, int expansion) {
            shortcut = stride == 1 && inputs == outputs;
            long hidden = inputs * expansion;
            List<Module> layers = new ArrayList<>();
            if (expansion != 1) {
                layers.add(convolution(initial, inputs, hidden, Window.square(1, 1, 0), 1));
            }
            layers.add(convolution(initial, hidden, hidden, Window.square(3, stride, 1), hidden));
            layers.add(Conv2d.withoutBias(initial, hidden, outputs, Window.square(1, 1, 0)));
            layers.add(new BatchNorm2d(initial, outputs));
            conv = addModule("conv", new Sequential(layers.toArray(new Module[0])));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = conv.call(x);
            return shortcut ? x.add(y) : y;
        }
    }
}
