package io.lockstep.comms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A rank in a process of its own, which does what its parent says, line by line: {@code reduce <name> <count>},
 * {@code forever <name> <count>}, {@code wait}. It answers {@code done <sum>} or
 * {@code failed <nanoTime> <exception> <message>}.
 */
final class RankProcess {
    private final Communicator communicator;

    private RankProcess(Communicator communicator) {
        this.communicator = communicator;
    }

    /** Arguments: rank, world size, host, secret, operation timeout, heart-beat and silence in ms, shared memory. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        MeshOptions options = options(arguments);
        Communicator communicator;
        try {
            communicator = Mesh.join(options, own -> {
                say("address " + own);
                return List.of(in.readLine().split(" ", -1));
            });
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        say("joined");
        try (communicator) {
            new RankProcess(communicator).obey(in);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private static MeshOptions options(String[] arguments) {
        byte[] secret = arguments[3].getBytes(StandardCharsets.UTF_8);
        Timeouts timeouts = Timeouts.DEFAULT
                .withRendezvous(Duration.ofSeconds(30))
                .withOperation(millis(arguments[4]))
                .withHeartbeat(millis(arguments[5]), millis(arguments[6]));
        return MeshOptions.of(
                        Integer.parseInt(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        "processes",
                        1,
                        JobSecret.of(secret),
                        arguments[2])
                .with(timeouts)
                .with(Ranks.COLLECTIVES.withSharedMemory(Boolean.parseBoolean(arguments[7])));
    }

    private void obey(BufferedReader in) throws IOException {
        String line;
        while ((line = in.readLine()) != null) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "reduce" -> say("done " + reduce(words[1], Integer.parseInt(words[2])));
                case "forever" -> {
                    say("reducing");
                    for (int i = 0; i < Integer.MAX_VALUE; i++) {
                        reduce(words[1], Integer.parseInt(words[2]));
                    }
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    /** The sum over the ranks of {@code count} times rank + 1. */
    private double reduce(String name, int count) {
        ByteBuffer data = Elements.direct(count * Double.BYTES);
        for (int i = 0; i < count; i++) {
            data.putDouble(i * Double.BYTES, communicator.rank() + 1);
        }
        communicator.allReduce(name, data, ElementType.FLOAT64, Reduction.SUM).await();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += data.getDouble(i * Double.BYTES);
        }
        return sum;
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static void fail(RuntimeException e) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        say("failed " + millis + " " + e.getClass().getSimpleName() + " " + e.getMessage());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
