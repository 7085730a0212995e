package io.lockstep.cuda.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that was measured, by Lockstep and by PyTorch, and how they compare. */
final class Results {
    private final List<Measurement> own = new ArrayList<>();
    private final Map<String, Measurement> peers = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void add(Measurement measurement) {
        own.add(measurement);
    }

    void addPeer(Measurement measurement) {
        peers.put(measurement.key(), measurement);
    }

    /** What else has to be known, such as what did not fit. */
    void note(String note) {
        notes.add(note);
    }

    List<Measurement> of(String part) {
        return own.stream().filter(each -> each.part().equals(part)).toList();
    }

    List<Measurement> peersOf(String part) {
        return peers.values().stream().filter(each -> each.part().equals(part)).toList();
    }

    @Nullable
    Measurement peer(Measurement of) {
        return peers.get(of.key());
    }

    List<String> notes() {
        return notes;
    }

    /** A line for each measurement, and who made it. */
    String toJsonLines() {
        StringBuilder lines = new StringBuilder();
        own.forEach(each -> lines.append(by("lockstep", each)));
        peers.values().forEach(each -> lines.append(by("pytorch", each)));
        return lines.toString();
    }

    private static String by(String who, Measurement measurement) {
        return "{\"who\": \"" + who + "\", " + measurement.toJson().substring(1) + "\n";
    }

    /**
     * How fast Lockstep is relative to PyTorch, 1 for as fast, more for faster: images a second of each network, each program at its
     * best batch size and mode; time of all of a network's convolutions with their gradients.
     */
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Measurement step : of("step")) {
            double peer = best(peersOf("step"), step);
            if (peer > 0) {
                ratios.put(step.name() + "-" + step.precision(), best(of("step"), step) / peer);
            }
        }
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Measurement pass : of("convolution")) {
            Measurement peer = peer(pass);
            if (peer != null) {
                double[] both = sums.computeIfAbsent(pass.precision(), precision -> new double[2]);
                both[0] += pass.value("micros") * pass.value("count");
                both[1] += peer.value("micros") * pass.value("count");
            }
        }
        sums.forEach((precision, both) -> ratios.put("convolutions-" + precision, both[1] / both[0]));
        return ratios;
    }

    private static double best(List<Measurement> steps, Measurement like) {
        return steps.stream()
                .filter(each ->
                        each.name().equals(like.name()) && each.precision().equals(like.precision()))
                .mapToDouble(each -> each.value("images_per_second"))
                .max()
                .orElse(0);
    }
}
