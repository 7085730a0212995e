package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.comms.network.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Starts processes where their ranks belong. */
public final class Launch {
    /** Variables that change how the contestants work: all have the same, whatever the user's shell says. */
    private static final Pattern LIBRARY_SETTINGS =
            Pattern.compile("(OMPI|PMIX|PRTE|GLOO|TORCH|OMP|MALLOC|LD|JAVA_TOOL)_.*|_JAVA_OPTIONS");

    private final Installation installation;
    private final Place place;

    public Launch(Installation installation, Place place) {
        this.installation = installation;
        this.place = place;
    }

    Place place() {
        return place;
    }

    /** A program that deploy/bench has put there. */
    public static Path program(Installation installation, String name) {
        return installation.scratch().resolve("peers").resolve(name);
    }

    String program(String name) {
        return program(installation, name).toString();
    }

    /** A new folder for files by which processes find each other; who calls it deletes it. */
    Path meetingPlace() throws IOException {
        return Files.createTempDirectory(installation.scratch(), "meeting");
    }

    /** @param name of the contestant and, where it has a process for each, of the rank */
    ChildProcess start(String name, int rank, List<String> command) throws IOException {
        Path log = Files.createDirectories(installation.scratch().resolve("logs"))
                .resolve(name.replace(' ', '-') + ".log");
        ProcessBuilder builder = new ProcessBuilder(place.command(rank, command)).redirectError(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(key -> LIBRARY_SETTINGS.matcher(key).matches());
        return new ChildProcess(name, builder.start(), log);
    }
}
