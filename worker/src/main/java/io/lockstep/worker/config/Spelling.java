package io.lockstep.worker.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of the known words a user meant, by Levenshtein's distance with swaps. */
public final class Spelling {
    private Spelling() {}

    /** The known word nearest to {@code word}, unless none comes near (more than a third of the letters differ). */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        int allowed = Math.max(1, Math.max(word.length(), best.length()) / 3);
        return bestDistance <= allowed ? Optional.of(best) : Optional.empty();
    }

    /** {@code "; did you mean x?"} for the nearest word, or nothing. */
    public static String suggestion(String word, Collection<String> known) {
        return nearest(word, known)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("");
    }

    /**
     * Fewest insertions, deletions, replacements of a letter and swaps of two neighbours that turn {@code a} into
     * {@code b}, no part being edited twice (optimal string alignment).
     */
    static int distance(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, distance);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int i, int j, int[][] distance) {
        int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, 1 + distance[i - 2][j - 2]) : best;
    }
}
