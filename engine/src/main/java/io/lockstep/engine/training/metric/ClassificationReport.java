package io.lockstep.engine.training.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Scores class by class, as scikit-learn's {@code classification_report}. With tp, fp and fn the samples rightly and wrongly
 * taken for a class, and those of it that were missed:
 *
 * <pre>
 *   precision = tp / (tp + fp)      recall = tp / (tp + fn)      f1 = 2 tp / (2 tp + fp + fn)
 * </pre>
 *
 * where 0 / 0 is 0.
 *
 * @param names of the classes
 * @param truePositives tp of each class
 * @param predicted tp + fp of each class, how many samples were taken for it
 * @param support tp + fn of each class, how many samples are of it
 */
public record ClassificationReport(List<String> names, long[] truePositives, long[] predicted, long[] support) {
    /** One of the scores. */
    public enum Score {
        PRECISION,
        RECALL,
        F1;

        double of(long truePositives, long predicted, long support) {
            long divisor = switch (this) {
                case PRECISION -> predicted;
                case RECALL -> support;
                case F1 -> predicted + support;
            };
            return divisor == 0 ? 0 : (double) ((this == F1 ? 2 : 1) * truePositives) / divisor;
        }
    }

    static ClassificationReport of(ConfusionMatrix matrix) {
        int classes = matrix.names().size();
        long[] truePositives = new long[classes];
        long[] predicted = new long[classes];
        long[] support = new long[classes];
        for (int c = 0; c < classes; c++) {
            truePositives[c] = matrix.count(c, c);
            predicted[c] = matrix.taken(c);
            support[c] = matrix.samples(c);
        }
        return new ClassificationReport(matrix.names(), truePositives, predicted, support);
    }

    /** Of each class. */
    public double[] precision() {
        return perClass(Score.PRECISION);
    }

    /** Of each class. */
    public double[] recall() {
        return perClass(Score.RECALL);
    }

    /** Of each class. */
    public double[] f1() {
        return perClass(Score.F1);
    }

    /** A score of each class. */
    public double[] perClass(Score score) {
        double[] scores = new double[names.size()];
        Arrays.setAll(scores, c -> score.of(truePositives[c], predicted[c], support[c]));
        return scores;
    }

    /** A score of all classes; 0 without samples. */
    public double average(Score score, Average average) {
        if (average == Average.MICRO) {
            return score.of(sum(truePositives), sum(predicted), sum(support));
        }
        double[] scores = perClass(score);
        double sum = 0;
        double weights = 0;
        for (int c = 0; c < scores.length; c++) {
            double occurs = predicted[c] + support[c] > 0 ? 1 : 0;
            double weight = average == Average.WEIGHTED ? support[c] : occurs;
            sum += weight * scores[c];
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /** The share of samples that were taken for their class; NaN without samples. */
    public double accuracy() {
        return (double) sum(truePositives) / sum(support);
    }

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    /** A table with a line for each class, the accuracy and the averages. */
    @Override
    public String toString() {
        TextTable table = new TextTable();
        table.row(List.of("", "precision", "recall", "f1", "support"));
        double[] precision = precision();
        double[] recall = recall();
        double[] f1 = f1();
        for (int c = 0; c < f1.length; c++) {
            table.row(List.of(names.get(c), text(precision[c]), text(recall[c]), text(f1[c]), "" + support[c]));
        }
        table.emptyRow();
        table.row(List.of("accuracy", "", "", text(accuracy()), "" + sum(support)));
        for (Average average : List.of(Average.MACRO, Average.WEIGHTED)) {
            List<String> line = new ArrayList<>(List.of(average.name().toLowerCase(Locale.ROOT) + " average"));
            for (Score score : Score.values()) {
                line.add(text(average(score, average)));
            }
            line.add("" + sum(support));
            table.row(line);
        }
        return table.toString();
    }

    private static String text(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }
}
