package io.lockstep.engine.oracle;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** How close the engine comes to libtorch: |engine - libtorch| as a share of libtorch's largest value in the tensor. */
final class Agreement {
    private static final double TOLERANCE = 1e-4;

    private Agreement() {}

    static void assertClose(String what, double engine, double torch) {
        assertClose(what, new float[] {(float) engine}, new float[] {(float) torch});
    }

    static void assertClose(String what, float[] engine, float[] torch) {
        assertClose(what, engine, torch, largest(torch));
    }

    static void assertClose(Map<String, float[]> engine, Map<String, float[]> torch) {
        assertThat(engine).containsOnlyKeys(torch.keySet());
        torch.forEach((name, expected) -> assertClose(name, get(engine, name), expected));
    }

    /**
     * Gradients, with one exception to the measure: batch normalisation takes the mean away and with it the bias of the
     * convolution before it, so that bias has a gradient of 0 and both sides find rounding errors alone. They are
     * measured by the gradient of the convolution's weight, a sum of as many and as large terms.
     *
     * @param convolutions names of those that batch normalisation follows
     */
    static void assertGradientsClose(
            Map<String, float[]> engine, Map<String, float[]> torch, List<String> convolutions) {
        assertThat(engine).containsOnlyKeys(torch.keySet());
        torch.forEach((name, expected) -> {
            String layer = name.substring(0, name.lastIndexOf('.'));
            boolean cancelled = name.endsWith(".bias") && convolutions.contains(layer);
            double scale = largest(cancelled ? get(torch, layer + ".weight") : expected);
            assertClose("gradient of " + name, get(engine, name), expected, scale);
        });
    }

    /**
     * How close two ways of rounding come to each other, as a share of the length of libtorch's vector: single elements
     * of a gradient may differ by as much as they are, where rounding decided which element of a window is the largest.
     */
    static void assertAlike(String what, float[] engine, float[] torch, double tolerance) {
        assertThat(engine).as(what).hasSameSizeAs(torch);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < torch.length; i++) {
            difference += Math.pow((double) engine[i] - torch[i], 2);
            length += Math.pow(torch[i], 2);
        }
        assertThat(Math.sqrt(difference / length))
                .as("relative difference of %s", what)
                .isLessThan(tolerance);
    }

    private static void assertClose(String what, float[] engine, float[] torch, double scale) {
        assertThat(engine).as(what).hasSameSizeAs(torch);
        double difference = 0;
        for (int i = 0; i < torch.length; i++) {
            // Math.max hands on a NaN.
            difference = Math.max(difference, Math.abs((double) engine[i] - torch[i]));
        }
        assertThat(difference / scale).as("relative error of %s", what).isLessThan(TOLERANCE);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] get(Map<String, float[]> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
