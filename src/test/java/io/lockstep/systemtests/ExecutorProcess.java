package io.lockstep.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A Spark executor's process, known by its working folder {@code work/<application>/<executor>}, which Spark's worker
 * makes for it.
 */
record ExecutorProcess(ProcessHandle process, String application, String executor) {
    /** The executors below {@code work} of the application that started last; ids of applications rise with time. */
    static List<ExecutorProcess> ofNewestApplication(Path work) {
        List<ExecutorProcess> all = ProcessHandle.allProcesses()
                .flatMap(process -> below(work, process).stream())
                .sorted(Comparator.comparing(ExecutorProcess::application))
                .toList();
        if (all.isEmpty()) {
            return all;
        }
        String newest = all.get(all.size() - 1).application();
        return all.stream()
                .filter(executor -> executor.application().equals(newest))
                .toList();
    }

    /** kill -9: no shutdown hook runs, the kernel closes the sockets. */
    void kill() {
        process.destroyForcibly();
    }

    private static Optional<ExecutorProcess> below(Path work, ProcessHandle process) {
        try {
            Path folder = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
            if (!folder.startsWith(work) || folder.getNameCount() != work.getNameCount() + 2) {
                return Optional.empty();
            }
            Path application = folder.subpath(folder.getNameCount() - 2, folder.getNameCount() - 1);
            return Optional.of(new ExecutorProcess(
                    process, application.toString(), folder.getFileName().toString()));
        } catch (IOException e) {
            return Optional.empty(); // it has ended meanwhile, or belongs to somebody else
        }
    }
}
