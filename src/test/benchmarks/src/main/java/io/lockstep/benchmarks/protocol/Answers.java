package io.lockstep.benchmarks.protocol;

import io.lockstep.engine.backend.profile.OperationProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lines that a contestant writes, one per command: {@code ready LOSS FLOPS},
 * {@code windows STEPS:NANOS:FOREIGN ...}, {@code profile STEPS:NANOS OPERATION:KERNELS:NANOS:BYTES ...}, {@code loss LOSS}, {@code memory KIB}, or {@code error MESSAGE}. The process
 * that measures the machine writes {@code peak FLOPS BYTES}.
 */
public final class Answers {
    private static final String READY = "ready ";
    private static final String WINDOWS = "windows ";
    private static final String LOSS = "loss ";
    private static final String MEMORY = "memory ";
    private static final String PEAK = "peak ";
    private static final String PROFILE = "profile ";
    private static final String ERROR = "error ";

    private Answers() {}

    public static String ready(Ready ready) {
        return READY + ready.loss() + " " + ready.flops();
    }

    public static Ready readReady(String line) {
        String[] words = words(line, READY, 2);
        return new Ready(number(line, words[0]), number(line, words[1]));
    }

    public static String windows(List<Window> windows) {
        return windows.stream()
                .map(window -> window.steps() + ":" + window.nanos() + ":" + window.foreignNanos())
                .collect(Collectors.joining(" ", WINDOWS, ""));
    }

    /** @param count windows that were asked for */
    public static List<Window> readWindows(String line, int count) {
        List<Window> windows = new ArrayList<>();
        for (String word : words(line, WINDOWS, count)) {
            windows.add(window(line, word.split(":", -1)));
        }
        return windows;
    }

    public static String loss(double loss) {
        return LOSS + loss;
    }

    public static double readLoss(String line) {
        return number(line, words(line, LOSS, 1)[0]);
    }

    /** The most memory that the process has held, in KiB. */
    public static String memory(long kibibytes) {
        return MEMORY + kibibytes;
    }

    public static long readMemory(String line) {
        return integer(line, words(line, MEMORY, 1)[0]);
    }

    public static String peak(Peak peak) {
        return PEAK + peak.flops() + " " + peak.bytesPerSecond();
    }

    public static Peak readPeak(String line) {
        String[] words = words(line, PEAK, 2);
        return new Peak(number(line, words[0]), number(line, words[1]));
    }

    public static String profile(StepProfile profile) {
        return profile.operations().stream()
                .map(row ->
                        row.operation().replace(' ', '_') + ":" + row.kernels() + ":" + row.nanos() + ":" + row.bytes())
                .collect(Collectors.joining(" ", PROFILE + profile.steps() + ":" + profile.nanos() + " ", ""));
    }

    public static StepProfile readProfile(String line) {
        String[] words = words(line, PROFILE);
        String[] whole = words[0].split(":", -1);
        List<OperationProfile.Row> operations = new ArrayList<>();
        for (String word : List.of(words).subList(1, words.length)) {
            String[] parts = word.split(":", -1);
            if (parts.length != 4) {
                throw new AnswerException(line, "expected OPERATION:KERNELS:NANOS:BYTES");
            }
            operations.add(new OperationProfile.Row(
                    parts[0].replace('_', ' '),
                    integer(line, parts[1]),
                    integer(line, parts[2]),
                    integer(line, parts[3])));
        }
        if (whole.length != 2) {
            throw new AnswerException(line, "expected STEPS:NANOS");
        }
        return new StepProfile((int) integer(line, whole[0]), integer(line, whole[1]), operations);
    }

    public static String error(Throwable thrown) {
        return ERROR + thrown.toString().lines().findFirst().orElse("");
    }

    private static Window window(String line, String[] parts) {
        if (parts.length != 3) {
            throw new AnswerException(line, "expected STEPS:NANOS:FOREIGN");
        }
        try {
            return new Window((int) integer(line, parts[0]), integer(line, parts[1]), integer(line, parts[2]));
        } catch (IllegalArgumentException e) {
            throw new AnswerException(line, String.valueOf(e.getMessage()));
        }
    }

    private static String[] words(String line, String kind) {
        if (line.startsWith(ERROR)) {
            throw new AnswerException(line.substring(ERROR.length()));
        }
        return line.startsWith(kind) ? line.substring(kind.length()).split(" ", -1) : new String[] {""};
    }

    private static String[] words(String line, String kind, int count) {
        String[] words = words(line, kind);
        if (words.length != count || !line.startsWith(kind)) {
            throw new AnswerException(line, "expected \"" + kind.strip() + "\" and " + count + " value(s)");
        }
        return words;
    }

    private static double number(String line, String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new AnswerException(line, "\"" + word + "\" is no number");
        }
    }

    private static long integer(String line, String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new AnswerException(line, "\"" + word + "\" is no integer");
        }
    }
}
