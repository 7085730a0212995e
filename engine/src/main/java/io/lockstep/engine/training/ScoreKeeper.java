package io.lockstep.engine.training;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.training.metric.MeanLoss;
import io.lockstep.engine.training.metric.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The mean loss and the metrics of a pass over data. */
final class ScoreKeeper {
    private final MeanLoss meanLoss;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    ScoreKeeper(Loss loss, Map<String, Metric> metrics) {
        meanLoss = new MeanLoss(loss);
        metrics.forEach(this::add);
    }

    /** @throws IllegalArgumentException if the name is taken or has a dot */
    void add(String name, Metric metric) {
        if (name.isEmpty() || name.contains(".") || name.equals(Scores.LOSS) || metrics.containsKey(name)) {
            throw new IllegalArgumentException(
                    "metrics have names of their own, without a dot, but \"" + name + "\" was given beside " + names());
        }
        metrics.put(name, metric);
    }

    /** @param loss the mean over the batch */
    void update(Prediction prediction, double loss, long batchSize) {
        meanLoss.add(loss, batchSize);
        metrics.values().forEach(metric -> metric.update(prediction.output(), prediction.target()));
    }

    void reset() {
        meanLoss.reset();
        metrics.values().forEach(Metric::reset);
    }

    double loss() {
        return meanLoss.compute();
    }

    Scores scores() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Scores.LOSS, meanLoss.compute());
        metrics.forEach((name, metric) -> values.put(name, metric.compute()));
        return new Scores(meanLoss.samples(), values);
    }

    Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        all().forEach((name, metric) -> metric.stateDict().forEach((key, array) -> state.put(name + "." + key, array)));
        return state;
    }

    void loadStateDict(Map<String, HostArray> state) {
        all().forEach((name, metric) -> {
            String prefix = name + ".";
            Map<String, HostArray> own = new LinkedHashMap<>();
            state.forEach((key, array) -> {
                if (key.startsWith(prefix)) {
                    own.put(key.substring(prefix.length()), array);
                }
            });
            metric.loadStateDict(own);
        });
    }

    private Map<String, Metric> all() {
        Map<String, Metric> all = new LinkedHashMap<>();
        all.put(Scores.LOSS, meanLoss);
        all.putAll(metrics);
        return all;
    }

    private Set<String> names() {
        return all().keySet();
    }
}
