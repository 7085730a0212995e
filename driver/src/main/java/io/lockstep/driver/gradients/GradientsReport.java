package io.lockstep.driver.gradients;

import io.lockstep.driver.run.Curve;
import io.lockstep.driver.run.SvgPanel;
import io.lockstep.worker.experiment.VanishingGradients.Gradient;
import io.lockstep.worker.experiment.VanishingGradients.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The gradients of all layers by activation, as text, picture and JSON.
 *
 * @param samples of the batch
 */
public record GradientsReport(int samples, long seed, List<Result> results) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final List<String> COLORS = List.of("#c8551b", "#1f4e8c", "#3a8f5c");

    /** Lines for a terminal: a row per layer, from the last to the first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Gradient of a layer's weights, root mean square per weight");
        table(Gradient::perWeight, lines);
        lines.add("");
        lines.add("Gradient of a layer's weights, Euclidean norm");
        table(Gradient::norm, lines);
        lines.add("");
        for (Result result : results) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-8s from the last layer to the first, per weight, the gradient changes by a factor of %.1e;"
                            + " initial values: %s",
                    result.variant().activation(),
                    factor(result),
                    result.variant().initialisation()));
        }
        return lines;
    }

    private void table(ToDoubleFunction<Gradient> size, List<String> lines) {
        StringBuilder heading = new StringBuilder(String.format("%-8s", "layer"));
        results.forEach(
                result -> heading.append(String.format("%14s", result.variant().activation())));
        lines.add(heading.toString());
        int layers = results.get(0).gradients().size();
        for (int i = 0; i < layers; i++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-8d", layers - i));
            for (Result result : results) {
                line.append(String.format(
                        Locale.ROOT,
                        "%14.2e",
                        size.applyAsDouble(result.gradients().get(i))));
            }
            lines.add(line.toString());
        }
    }

    private static double factor(Result result) {
        List<Gradient> gradients = result.gradients();
        return gradients.get(gradients.size() - 1).perWeight()
                / gradients.get(0).perWeight();
    }

    /** Powers of ten over the layers. */
    public String svg() {
        List<Curve> curves = new ArrayList<>();
        for (Result result : results) {
            Curve.Builder curve = new Curve.Builder();
            int layers = result.gradients().size();
            for (int i = layers - 1; i >= 0; i--) {
                curve.add(layers - i, Math.log10(result.gradients().get(i).perWeight()));
            }
            curves.add(curve.named(result.variant().activation(), COLORS.get(curves.size() % COLORS.size()), true));
        }
        SvgPanel panel = new SvgPanel("gradient per weight (root mean square), powers of ten", "layer", curves);
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Helvetica, Arial, sans-serif" \
                        font-size="12" fill="#444444">
                        <rect width="100%%" height="100%%" fill="#ffffff"/>
                        """, WIDTH, HEIGHT) + panel.at(60, 50, WIDTH - 90, HEIGHT - 110) + "</svg>\n";
    }

    /** For {@code gradients.json}. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("samples", samples);
        json.put("seed", seed);
        Map<String, Object> variants = new LinkedHashMap<>();
        for (Result result : results) {
            List<Gradient> gradients = result.gradients();
            Map<String, Object> variant = new LinkedHashMap<>();
            variant.put("initialisation", result.variant().initialisation());
            variant.put(
                    "per_weight_last_to_first",
                    gradients.stream().map(Gradient::perWeight).toList());
            variant.put(
                    "norms_last_to_first",
                    gradients.stream().map(Gradient::norm).toList());
            variants.put(result.variant().activation(), variant);
        }
        json.put("variants", variants);
        return json;
    }
}
