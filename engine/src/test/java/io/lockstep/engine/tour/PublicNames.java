package io.lockstep.engine.tour;

import io.lockstep.engine.tensor.Device;
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
import java.util.stream.Stream;

/** The names of the engine's public classes and of their public methods and constants. */
final class PublicNames {
    private static final String ROOT = "io.lockstep.engine.";
    /** Not the engine's but those of the command line, where it shows a part of the engine. */
    private static final String COMMAND = "deploy/";

    private final Set<String> names = new HashSet<>();

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
    }

    /** Whether {@code name} is one, whatever stands in its brackets. */
    boolean contain(String name) {
        return name.startsWith(COMMAND) || names.contains(name.replaceFirst("\\(.*", ""));
    }
}
