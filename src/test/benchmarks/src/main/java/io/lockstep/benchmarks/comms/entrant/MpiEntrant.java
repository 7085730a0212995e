package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Open MPI over TCP, as all others, without its shared memory. Its ranks take their commands from named pipes: mpirun
 * hands its own input to rank 0 alone.
 *
 * @param algorithm of the component coll/tuned; empty for the one that it chooses by itself
 */
public record MpiEntrant(String name, OptionalInt algorithm) implements Entrant {
    static List<MpiEntrant> all() {
        return List.of(
                new MpiEntrant("mpi", OptionalInt.empty()),
                new MpiEntrant("mpi-recursive-doubling", OptionalInt.of(3)),
                new MpiEntrant("mpi-ring", OptionalInt.of(4)),
                new MpiEntrant("mpi-rabenseifner", OptionalInt.of(6)));
    }

    @Override
    public Family family() {
        return Family.MPI;
    }

    @Override
    public Ranks start(Launch launch, int ranks) throws IOException, InterruptedException {
        Path folder = launch.meetingPlace();
        List<Closeable> pipes = new ArrayList<>();
        List<Consumer<String>> commands = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            RandomAccessFile pipe = pipe(folder.resolve(Integer.toString(rank)));
            pipes.add(pipe);
            commands.add(line -> write(pipe, line));
        }
        ChildProcess mpirun = launch.start(name, 0, command(launch, ranks, folder));
        return new Ranks(name, mpirun, commands, Optional::empty, () -> {
            mpirun.close();
            for (Closeable pipe : pipes) {
                pipe.close();
            }
            for (int rank = 0; rank < ranks; rank++) {
                Files.delete(folder.resolve(Integer.toString(rank)));
            }
            Files.delete(folder);
        });
    }

    private List<String> command(Launch launch, int ranks, Path folder) {
        List<String> command = new ArrayList<>(List.of("mpirun", "--oversubscribe", "--bind-to", "none"));
        command.addAll(List.of("--mca", "pml", "ob1", "--mca", "btl", "tcp,self"));
        command.addAll(List.of("--mca", "btl_tcp_if_include", launch.place().networkInterface()));
        command.addAll(launch.place().mpirunOptions(ranks));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--allow-run-as-root");
        }
        algorithm.ifPresent(number -> command.addAll(List.of(
                "--mca",
                "coll_tuned_use_dynamic_rules",
                "1",
                "--mca",
                "coll_tuned_allreduce_algorithm",
                Integer.toString(number))));
        command.addAll(List.of("-np", Integer.toString(ranks), launch.program("mpi_contestant"), folder.toString()));
        return command;
    }

    /** Open for reading too, so that opening it does not wait for a reader that may never come. */
    private static RandomAccessFile pipe(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("mkfifo", file.toString()).start();
        if (process.waitFor() != 0) {
            throw new BenchmarkException("cannot make the named pipe " + file + " for Open MPI's ranks");
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    private static void write(RandomAccessFile pipe, String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
