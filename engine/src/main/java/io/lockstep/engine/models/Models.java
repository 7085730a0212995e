package io.lockstep.engine.models;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.Flatten;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.MaxPool2d;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The networks by name. Each takes images [N, C, H, W] and gives logits [N, classes]. */
public final class Models {
    private static final Set<String> NAMES = Set.of(
            "convnet",
            "lenet",
            "mlp",
            "mobilenet_v2",
            "resnet18",
            "resnet18_cifar",
            "resnet34",
            "resnet34_cifar",
            "resnet50",
            "resnet50_cifar",
            "resnet101",
            "resnet101_cifar",
            "vgg11",
            "vgg16",
            "vit_b_16");
    private static final Window THREE = Window.square(3, 1, 1);

    private Models() {}

    /** In alphabetical order. */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    /** @throws IllegalArgumentException if there is no such network, or it needs larger images */
    public static Module create(String name, ModelSpec spec) {
        return switch (name) {
            case "mlp" -> mlp(spec);
            case "lenet" -> lenet(spec);
            case "convnet" -> convnet(spec);
            case "resnet18", "resnet34", "resnet50", "resnet101" -> sized(name, spec, 17, ResNet.largeImages(name));
            case "resnet18_cifar", "resnet34_cifar", "resnet50_cifar", "resnet101_cifar" ->
                sized(name, spec, 5, ResNet.smallImages(name));
            case "vgg11" -> sized(name, spec, 32, Vgg::vgg11);
            case "vgg16" -> sized(name, spec, 32, Vgg::vgg16);
            case "mobilenet_v2" -> sized(name, spec, 17, MobileNetV2::new);
            case "vit_b_16" -> sized(name, spec, VisionTransformer.PATCH, VisionTransformer::new);
            default ->
                throw new IllegalArgumentException("there is no model \"" + name + "\"; choose one of " + names());
        };
    }

    /** C H W - 512 - 256 - classes. */
    private static Module mlp(ModelSpec spec) {
        Initialisation initial = initialisation(spec);
        return new Sequential(
                new Flatten(),
                new Linear(initial, (long) spec.channels() * spec.height() * spec.width(), 512),
                new ReLU(),
                new Linear(initial, 512, 256),
                new ReLU(),
                new Linear(initial, 256, spec.classes()));
    }

    /** Three convolutions, the first two at full size: 31 million multiplications for an image of 28 x 28. */
    private static Module lenet(ModelSpec spec) {
        requireSize("lenet", spec, 4);
        Initialisation initial = initialisation(spec);
        Module features = new Sequential(
                new Conv2d(initial, spec.channels(), 32, THREE),
                new BatchNorm2d(initial, 32),
                new ReLU(),
                new Conv2d(initial, 32, 64, THREE),
                new BatchNorm2d(initial, 64),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(initial, 64, 128, THREE),
                new BatchNorm2d(initial, 128),
                new ReLU(),
                new MaxPool2d(2));
        long inputs = 128L * (spec.height() / 4) * (spec.width() / 4);
        return new ImageClassifier(features, classifier(initial, inputs, 256, 0.5, spec.classes()));
    }

    /** Three convolutions, each at half the size of the one before: 7 million multiplications for 28 x 28. */
    private static Module convnet(ModelSpec spec) {
        requireSize("convnet", spec, 8);
        Initialisation initial = initialisation(spec);
        Module features = new Sequential(
                new Conv2d(initial, spec.channels(), 32, THREE),
                new BatchNorm2d(initial, 32),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(initial, 32, 64, THREE),
                new BatchNorm2d(initial, 64),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(initial, 64, 96, THREE),
                new BatchNorm2d(initial, 96),
                new ReLU(),
                new MaxPool2d(2));
        long inputs = 96L * (spec.height() / 8) * (spec.width() / 8);
        return new ImageClassifier(features, classifier(initial, inputs, 128, 0.25, spec.classes()));
    }

    /** @param size of the smallest images that even the last layer still makes smaller */
    private static Module sized(
            String name, ModelSpec spec, int size, BiFunction<ModelSpec, Initialisation, Module> network) {
        requireSize(name, spec, size);
        return network.apply(spec, initialisation(spec));
    }

    private static Module classifier(Initialisation initial, long inputs, long hidden, double dropout, long classes) {
        return new Sequential(
                new Flatten(),
                new Linear(initial, inputs, hidden),
                new ReLU(),
                new Dropout(dropout, 0),
                new Linear(initial, hidden, classes));
    }

    private static Initialisation initialisation(ModelSpec spec) {
        return new Initialisation(spec.device(), spec.dtype(), spec.seed());
    }

    private static void requireSize(String name, ModelSpec spec, int size) {
        if (spec.height() < size || spec.width() < size) {
            throw new IllegalArgumentException(name + " needs images of " + size + "x" + size + " or more, but got "
                    + spec.height() + "x" + spec.width() + "; use the mlp for small ones");
        }
    }
}
