package io.lockstep.benchmarks.comms.contestant;

import io.lockstep.benchmarks.comms.protocol.RankProtocol;
import io.lockstep.comms.Communicator;
import io.lockstep.comms.Mesh;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The process of one rank of Lockstep's. Arguments: the rank, the number of ranks, the address of this rank, the {@link
 * MeshSettings}. The ranks learn each other's addresses from who started them, then take commands as {@link RankProtocol}
 * has them. A rank that waits for a command blocks.
 */
public final class RankMain {
    private final int rank;
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream answers;

    private RankMain(int rank, PrintStream answers) {
        this.rank = rank;
        this.answers = answers;
    }

    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is no answer
        RankMain main = new RankMain(Integer.parseInt(args[0]), answers);
        MeshSettings settings = MeshSettings.parse(args[3]);
        try (Communicator communicator =
                Mesh.join(settings.options(main.rank, Integer.parseInt(args[1]), args[2]), main::exchange)) {
            main.takeCommands(new AllReduceLoop(communicator, settings.compression()));
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            main.say(RankProtocol.error(e));
            System.exit(1);
        }
    }

    private List<String> exchange(String own) throws IOException {
        say(RankProtocol.address(own));
        String line = commands.readLine();
        if (line == null) {
            throw new EOFException("the benchmark ended before it told the ranks' addresses");
        }
        return RankProtocol.readAddresses(line);
    }

    private void takeCommands(AllReduceLoop loop) throws IOException {
        for (String line = commands.readLine();
                line != null && !line.equals(RankProtocol.QUIT);
                line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case RankProtocol.SIZE -> {
                    loop.take(Integer.parseInt(words[1]));
                    answer(RankProtocol.READY);
                }
                case RankProtocol.RUN ->
                    answer(RankProtocol.times(loop.run(Integer.parseInt(words[1]), Integer.parseInt(words[2]))));
                default -> throw new IllegalArgumentException("unknown command \"" + line + "\"");
            }
        }
    }

    /** One rank speaks for all. */
    private void answer(String line) {
        if (rank == 0) {
            say(line);
        }
    }

    private void say(String line) {
        answers.println(line);
        answers.flush();
    }
}
