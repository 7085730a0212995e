package io.lockstep.comms;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which all-reduce is used for which size: the first choice whose limit is not exceeded. In text, as it is kept and
 * logged: {@code recursive-doubling<=65536, ring}.
 *
 * @param choices in order of their limits; the last has none
 */
record Selection(List<Choice> choices) {
    /** An algorithm and the most bytes that it is used for. */
    record Choice(Algorithm algorithm, int limit) {
        static final int UNLIMITED = Integer.MAX_VALUE;

        @Override
        public String toString() {
            return limit == UNLIMITED ? algorithm.toString() : algorithm + "<=" + limit;
        }
    }

    /** What serves loopback and fast networks before anything is measured. */
    static Selection untuned(Topology topology) {
        if (topology.isOneGroup()) {
            return always(Algorithm.SHARED_MEMORY);
        }
        Algorithm large = topology.hasTwoLevels() ? Algorithm.TWO_LEVEL : Algorithm.RING;
        return new Selection(List.of(
                new Choice(Algorithm.RECURSIVE_DOUBLING, 64 << 10),
                new Choice(Algorithm.HALVING_DOUBLING, 1 << 20),
                new Choice(large, Choice.UNLIMITED)));
    }

    static Selection always(Algorithm algorithm) {
        return new Selection(List.of(new Choice(algorithm, Choice.UNLIMITED)));
    }

    Algorithm of(int bytes) {
        int choice = 0;
        while (bytes > choices.get(choice).limit()) {
            choice++;
        }
        return choices.get(choice).algorithm();
    }

    /** Reads what {@link #toString} wrote; null if it is something else, or needs what this mesh does not have. */
    static @Nullable Selection parse(String text, List<Algorithm> available) {
        List<Choice> choices = new ArrayList<>();
        try {
            int limit = -1;
            for (String part : text.split(", ", -1)) {
                int cut = part.indexOf("<=");
                Algorithm algorithm = Algorithm.of(cut < 0 ? part : part.substring(0, cut));
                int next = cut < 0 ? Choice.UNLIMITED : Integer.parseInt(part.substring(cut + 2));
                if (next <= limit || !available.contains(algorithm)) {
                    return null;
                }
                limit = next;
                choices.add(new Choice(algorithm, next));
            }
            return limit == Choice.UNLIMITED ? new Selection(choices) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Choice choice : choices) {
            text.append(text.isEmpty() ? "" : ", ").append(choice);
        }
        return text.toString();
    }
}
