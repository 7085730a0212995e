package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Source files of the emulator and of the kernels, and what tells one state of them from another. */
final class Sources {
    private static final int HASH_DIGITS = 16;
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*#include \"([^\"]+)\"");

    private static final String KERNELS = "src/main/cuda";

    private Sources() {}

    /** The folder of the module with the kernels: that whose tests run, or one beside it. */
    static Path module() {
        Path running = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return Files.exists(running.resolve(KERNELS)) ? running : running.resolveSibling("cuda");
    }

    static Path kernels() {
        return module().resolve(KERNELS);
    }

    static Path emulator() {
        return module().resolve("src/test/native");
    }

    /** Files of a folder whose names end so, sorted; of the folders in it too if asked. */
    static List<Path> files(Path folder, String ending, int depth) {
        try (Stream<Path> found = Files.find(
                folder,
                depth,
                (path, attributes) -> path.getFileName().toString().endsWith(ending))) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the sources in " + folder + " cannot be listed; is the checkout whole?", e);
        }
    }

    /** The file and all of this project's that it includes, directly or not. */
    static List<Path> withIncluded(Path file, List<Path> folders) {
        List<Path> found = new ArrayList<>(List.of(file));
        for (int i = 0; i < found.size(); i++) {
            Path including = found.get(i);
            Matcher names = INCLUDE.matcher(text(including));
            while (names.find()) {
                Path included = included(names.group(1), including, folders);
                if (!found.contains(included)) {
                    found.add(included);
                }
            }
        }
        return found;
    }

    private static Path included(String name, Path including, List<Path> folders) {
        List<Path> all = new ArrayList<>(List.of(including.resolveSibling(name).normalize()));
        folders.forEach(folder -> all.add(folder.resolve(name).normalize()));
        for (Path candidate : all) {
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException(including + " includes " + name + ", which is in none of " + all);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read; is the checkout whole?", e);
        }
    }

    /** Of the contents of the files and of the words beside them. */
    static String hash(List<Path> files, List<String> words) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(Files.readAllBytes(file));
                digest.update((byte) 0);
            }
            digest.update(String.join("\0", words).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (IOException e) {
            throw new UncheckedIOException("the sources of the emulator cannot be read; is the checkout whole?", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256; use another one", e);
        }
    }
}
