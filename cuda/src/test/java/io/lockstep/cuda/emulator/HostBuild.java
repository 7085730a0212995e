package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Builds the emulated driver and the kernels' host libraries into {@code target/emulator}. What is built carries the hash of its
 * sources in its name, so it is built once, and a change builds it anew; a lock on a file lets one process build at a time.
 */
final class HostBuild {
    private static final int JOBS = 2;
    private static final List<String> SHARED = List.of("-shared", "-fPIC", "-fvisibility=hidden", "-std=c++17");
    /**
     * Arithmetic as written (a fused multiply-add only where a kernel asks for one); memory may be read as another type, and
     * integers wrap around, as on a GPU; a stack that overflows meets its guard page; and two libraries keep their variables
     * apart.
     */
    private static final List<String> KERNEL_OPTIONS = List.of(
            "-O2",
            "-ffp-contract=off",
            "-fno-strict-aliasing",
            "-fwrapv",
            "-fstack-clash-protection",
            "-fno-gnu-unique",
            "-w");

    private static final List<String> DRIVER_OPTIONS = List.of("-O2", "-Wall", "-Wextra", "-Werror");

    private static final Object WITHIN_PROCESS = new Object();

    private final Path folder = Sources.module().resolve("target/emulator");

    /** The library that stands in for libcuda.so.1. */
    Path driver() {
        List<Path> sources = Sources.files(Sources.emulator().resolve("driver"), ".cpp", 1);
        List<String> link = List.of("-Wl,-soname,libcuda.so.1", "-ldl", "-lpthread");
        return library("driver", sources, sources, DRIVER_OPTIONS, link);
    }

    /** The host builds of all .cu files of a folder, as one library of this name. */
    Path kernels(String name, Path sources) {
        List<String> options = new ArrayList<>(KERNEL_OPTIONS);
        options.addAll(List.of("-I" + Sources.kernels(), "-I" + Sources.emulator(), "-I" + sources));
        List<Path> units = Sources.files(sources, ".cu", 1);
        List<Path> wrappers = new ArrayList<>();
        units.forEach(unit -> wrappers.add(folder.resolve(unit.getFileName() + ".cpp")));
        return library(name, units, wrappers, options, List.of("-lpthread"));
    }

    private Path library(
            String name, List<Path> sources, List<Path> compiled, List<String> options, List<String> linkOptions) {
        List<Path> objects = new ArrayList<>();
        for (Path source : sources) {
            objects.add(object(name, source, options));
        }
        List<String> link = new ArrayList<>(SHARED);
        link.addAll(strings(objects));
        link.addAll(linkOptions);
        Path library = folder.resolve(name + "-" + Sources.hash(List.of(), link) + ".so");
        return locked(library, () -> {
            for (int i = 0; i < sources.size(); i++) {
                if (!compiled.get(i).equals(sources.get(i))) {
                    wrap(sources.get(i), compiled.get(i));
                }
            }
            compile(compiled, objects, options);
            Compiler.run(link, library);
        });
    }

    /** Names of one .cu file may be another's too, as they may in PTX: each file is compiled in a namespace of its own. */
    private static void wrap(Path unit, Path wrapper) {
        String namespace = "unit_" + unit.getFileName().toString().replace(".cu", "");
        try {
            Files.writeString(
                    wrapper, "#include \"kernel.h\"\nnamespace " + namespace + " {\n#include \"" + unit + "\"\n}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(wrapper + " cannot be written", e);
        }
    }

    private Path object(String prefix, Path source, List<String> options) {
        List<Path> read = Sources.withIncluded(source, List.of(Sources.kernels(), Sources.emulator()));
        return folder.resolve(prefix + "-" + source.getFileName() + "-" + Sources.hash(read, options) + ".o");
    }

    /** Those objects that do not exist, a few at a time. */
    private static void compile(List<Path> sources, List<Path> objects, List<String> options) {
        ExecutorService jobs = Executors.newFixedThreadPool(JOBS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                Path object = objects.get(i);
                if (!Files.exists(object)) {
                    List<String> command = new ArrayList<>(options);
                    command.addAll(List.of("-std=c++17", "-fPIC", "-fvisibility=hidden"));
                    command.addAll(List.of("-c", sources.get(i).toString()));
                    running.add(jobs.submit(() -> {
                        Compiler.run(command, object);
                        removeOlder(object);
                    }));
                }
            }
            for (Future<?> job : running) {
                job.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the emulator cannot be built: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the emulator was built", e);
        } finally {
            jobs.shutdownNow();
        }
    }

    private Path locked(Path library, Runnable build) {
        synchronized (WITHIN_PROCESS) {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (lock.isValid() && !Files.exists(library)) {
                        build.run();
                        removeOlder(library);
                    }
                }
                return library;
            } catch (IOException e) {
                throw new UncheckedIOException("the emulator cannot be built in " + folder, e);
            }
        }
    }

    /** What was built of earlier sources; a process that has a library loaded keeps it. */
    private static void removeOlder(Path built) {
        String name = built.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('-') + 1);
        String ending = name.substring(name.lastIndexOf('.'));
        try (DirectoryStream<Path> older =
                Files.newDirectoryStream(built.getParent(), stem + "????????????????" + ending)) {
            for (Path file : older) {
                if (!file.equals(built)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + built.getParent() + " cannot be cleaned", e);
        }
    }

    private static List<String> strings(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }
}
