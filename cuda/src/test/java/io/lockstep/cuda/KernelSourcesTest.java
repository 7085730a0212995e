package io.lockstep.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The PTX that is in the repository is that of the sources beside it; {@code cuda/build-kernels} makes it so. */
final class KernelSourcesTest {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path PTX = Path.of("src/main/resources/io/lockstep/cuda/kernels");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(.*)\"");
    private static final Pattern KERNEL = Pattern.compile("(?m)^KERNEL(?:_BOUNDS)?\\((\\w+),");
    private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)\\(");

    @Test
    void noPtxIsStale() throws IOException, NoSuchAlgorithmException {
        for (String name : names(SOURCES, ".cu")) {
            assertThat(PTX.resolve(name + ".ptx")).as("run cuda/build-kernels").exists();
            assertThat(Files.readString(PTX.resolve(name + ".sha256")).strip())
                    .as("the hash of the sources of " + name + ".ptx; run cuda/build-kernels")
                    .isEqualTo(hash(name));
        }
        assertThat(names(PTX, ".ptx")).isEqualTo(names(SOURCES, ".cu"));
    }

    @Test
    void everyKernelIsNamedAfterItsFileAndRunsOnGpusFromComputeCapability8On() throws IOException {
        for (String name : names(SOURCES, ".cu")) {
            String ptx = Files.readString(PTX.resolve(name + ".ptx"));
            assertThat(ptx).startsWith(".version 7.0").contains(".target sm_80");
            Set<String> entries = matches(ENTRY, ptx);
            assertThat(entries).isNotEmpty().allMatch(entry -> entry.startsWith(name + "_"));
            assertThat(entries).containsAll(matches(KERNEL, Files.readString(SOURCES.resolve(name + ".cu"))));
        }
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String hash(String name) throws IOException, NoSuchAlgorithmException {
        Set<String> sources = new TreeSet<>();
        List<String> left = new ArrayList<>(List.of(name + ".cu"));
        while (!left.isEmpty()) {
            String next = left.remove(left.size() - 1);
            if (Files.exists(SOURCES.resolve(next)) && sources.add(next)) {
                left.addAll(matches(INCLUDE, Files.readString(SOURCES.resolve(next))));
            }
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String source : sources) {
            digest.update(Files.readAllBytes(SOURCES.resolve(source)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Set<String> names(Path folder, String ending) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ending)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(0, name.length() - ending.length()));
            }
        }
        return names;
    }
}
