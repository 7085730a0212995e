package io.lockstep.benchmarks.comms.protocol;

import io.lockstep.benchmarks.BenchmarkException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What ranks are told, a line each, and what rank 0 answers. {@code contestant.h} has the same in C.
 *
 * <p>{@code size BYTES}: take a buffer of this size, sum it, check the sum, answer {@code ready}. {@code run WARM_UP COUNT}:
 * answer {@code times NANOS ...} of {@code COUNT} all-reduces after {@code WARM_UP} that are not timed. {@code quit}: end.
 */
public final class RankProtocol {
    public static final String SIZE = "size";
    public static final String RUN = "run";
    public static final String QUIT = "quit";
    public static final String READY = "ready";

    private static final String TIMES = "times ";
    private static final String ADDRESS = "address ";
    private static final String ADDRESSES = "addresses ";
    private static final String ERROR = "error ";

    private RankProtocol() {}

    public static String size(long bytes) {
        return SIZE + " " + bytes;
    }

    public static String run(int warmUp, int count) {
        return RUN + " " + warmUp + " " + count;
    }

    public static String times(long[] nanos) {
        return LongStream.of(nanos).mapToObj(Long::toString).collect(Collectors.joining(" ", TIMES, ""));
    }

    public static long[] readTimes(String line, int count) {
        String[] words = words(line, TIMES);
        if (words.length != count || !Arrays.stream(words).allMatch(word -> word.matches("[0-9]{1,18}"))) {
            throw new BenchmarkException("expected " + count + " times but it wrote \"" + shortened(line) + "\"");
        }
        return Arrays.stream(words).mapToLong(Long::parseLong).toArray();
    }

    public static void readReady(String line) {
        if (!line.equals(READY)) {
            words(line, READY);
        }
    }

    public static String address(String own) {
        return ADDRESS + own;
    }

    public static String readAddress(String line) {
        return words(line, ADDRESS)[0];
    }

    public static String addresses(List<String> all) {
        return ADDRESSES + String.join(" ", all);
    }

    public static List<String> readAddresses(String line) {
        return List.of(words(line, ADDRESSES));
    }

    public static String error(Throwable thrown) {
        return ERROR + thrown.toString().lines().findFirst().orElse("");
    }

    private static String[] words(String line, String kind) {
        if (line.startsWith(ERROR)) {
            throw new BenchmarkException(line.substring(ERROR.length()));
        }
        if (!line.startsWith(kind)) {
            throw new BenchmarkException("expected \"" + kind.strip() + "\" but it wrote \"" + shortened(line) + "\"");
        }
        return line.substring(kind.length()).split(" ", -1);
    }

    private static String shortened(String line) {
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }
}
