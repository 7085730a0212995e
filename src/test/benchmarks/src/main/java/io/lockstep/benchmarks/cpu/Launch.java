package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.contestant.ContestantMain;
import io.lockstep.benchmarks.contestant.OperationsMain;
import io.lockstep.benchmarks.contestant.PeakMain;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Starts the processes that compute: Java virtual machines with this one's class path. */
public final class Launch {
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx1g",
            // As Spark starts its own.
            "--add-modules=jdk.incubator.vector",
            // Tensors lie outside the heap: there is no reason to limit them below the machine's memory.
            "-XX:MaxDirectMemorySize=1t",
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    /** Variables that change how libraries compute: all contestants have the same, whatever the user's shell says. */
    private static final Pattern LIBRARY_SETTINGS =
            Pattern.compile("(OMP|GOMP|KMP|MKL|DNNL|ONEDNN|OPENBLAS|MALLOC|GLIBC|TORCH|ATEN|LD)_.*");

    private final Installation installation;

    public Launch(Installation installation) {
        this.installation = installation;
    }

    ChildProcess contestant(Entrant entrant, Task task) throws IOException {
        List<String> options = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(entrant.environment());
        if (!entrant.engine().isOurs()) {
            useOfficialLibtorch(options, environment);
        }
        List<String> arguments = new ArrayList<>(List.of(entrant.engine().name()));
        arguments.addAll(task.arguments());
        return start(entrant.toString(), ContestantMain.class, task.threads(), options, environment, arguments);
    }

    /** Times single operations of one engine. */
    public ChildProcess operations(Engine engine, int elements, int threads) throws IOException {
        Entrant entrant = new Entrant(engine, !engine.isOurs());
        List<String> options = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(entrant.environment());
        if (!engine.isOurs()) {
            useOfficialLibtorch(options, environment);
        }
        List<String> arguments = List.of(engine.name(), Integer.toString(elements), Integer.toString(threads));
        return start("operations of " + entrant, OperationsMain.class, threads, options, environment, arguments);
    }

    /** Measures the machine. */
    ChildProcess peak(int threads) throws IOException {
        return start("peak", PeakMain.class, threads, List.of(), Map.of(), List.of());
    }

    /** Before the libraries that the Java binding brings, which have the same names. */
    private void useOfficialLibtorch(List<String> options, Map<String, String> environment) {
        String folder = installation.libtorch().toString();
        environment.put("LD_LIBRARY_PATH", folder);
        options.add("-Dlockstep.libtorch=" + folder);
        options.add("-Dorg.bytedeco.javacpp.pathsFirst=true");
        options.add("-Dorg.bytedeco.javacpp.cachedir=" + installation.scratch().resolve("javacpp"));
    }

    private ChildProcess start(
            String name,
            Class<?> main,
            int threads,
            List<String> options,
            Map<String, String> environment,
            List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Path log = Files.createDirectories(installation.scratch().resolve("logs"))
                .resolve(name.replace(' ', '-') + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(key -> LIBRARY_SETTINGS.matcher(key).matches());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().putAll(environment);
        return new ChildProcess(name, builder.start(), log);
    }
}
