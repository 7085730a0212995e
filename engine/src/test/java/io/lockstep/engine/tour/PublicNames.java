package io.lockstep.engine.tour;

import io.lockstep.engine.data.BatchTransform;
import io.lockstep.engine.data.sampler.BatchSampler;
import io.lockstep.engine.data.sampler.Sampler;
import io.lockstep.engine.data.transform.FloatTransform;
import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.training.metric.Metric;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names of the engine's public classes and of their public methods and constants. */
final class PublicNames {
    private static final String ROOT = "io.lockstep.engine.";
    /** Not the engine's but those of the command line, where it shows a part of the engine. */
    private static final String COMMAND = "deploy/";

    /** What programs pick by name. */
    private static final List<Class<?>> KINDS = List.of(
            Module.class,
            Loss.class,
            Optimizer.class,
            LRScheduler.class,
            Sampler.class,
            BatchSampler.class,
            ImageTransform.class,
            FloatTransform.class,
            BatchTransform.class,
            Metric.class);
    /** By which the interfaces of the vocabulary reach their tensor, its backend, and the layers below. */
    private static final Set<String> INNER = Set.of("self", "array", "copied", "contiguousBuffer", "stridedScatter");

    private final Set<String> names = new HashSet<>();
    private final Set<String> vocabulary = new TreeSet<>();

    static PublicNames ofTheEngine() throws IOException {
        PublicNames names = new PublicNames();
        try {
            Path classes = Path.of(Device.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<Path> files;
            try (Stream<Path> all = Files.walk(classes)) {
                files = all.filter(file -> file.toString().endsWith(".class")).toList();
            }
            for (Path file : files) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                if (name.startsWith(ROOT) && !name.endsWith("package-info")) {
                    names.add(Class.forName(name, false, Device.class.getClassLoader()));
                }
            }
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private void add(Class<?> type) {
        if (!Modifier.isPublic(type.getModifiers())) {
            return;
        }
        String simple = type.getSimpleName();
        names.add(simple);
        String packaged = type.getPackageName();
        names.add((packaged + ".").substring(ROOT.length()) + simple);
        if (packaged.startsWith(ROOT)) {
            names.add(packaged.substring(ROOT.length()));
        }
        for (Method method : type.getMethods()) {
            names.add(method.getName());
            names.add(simple + "." + method.getName());
        }
        for (Field constant : type.getFields()) {
            names.add(constant.getName());
            names.add(simple + "." + constant.getName());
        }
        if (packaged.equals(ROOT + "tensor.vocabulary")) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && !INNER.contains(method.getName())) {
                    vocabulary.add(method.getName());
                }
            }
        } else if (!Modifier.isAbstract(type.getModifiers())
                && KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type))) {
            vocabulary.add(simple);
        }
    }

    /** The words of tensors and of their creation, and the classes of the kinds that programs pick by name. */
    Set<String> vocabulary() {
        return vocabulary;
    }

    /** Whether {@code name} is one, whatever stands in its brackets. */
    boolean contain(String name) {
        return name.startsWith(COMMAND) || names.contains(name.replaceFirst("\\(.*", ""));
    }
}
