package io.lockstep.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the results of a convolution before they are stored: y = max(floor, factor y + offset + addend).
 *
 * @param factors one per channel
 * @param offsets one per channel
 * @param scales whether factors and offsets are not all 1 and 0
 * @param addend images of the results' size, null for none
 * @param relu whether the floor is 0; else there is none
 */
public record Epilogue(
        float[] factors,
        float[] offsets,
        boolean scales,
        @Nullable Images addend,
        boolean relu) {
    private static final float[] EMPTY = {};

    /** Leaves the results as they are. */
    public static Epilogue none() {
        return new Epilogue(EMPTY, EMPTY, false, null, false);
    }

    /** Adds the bias of each channel. */
    public static Epilogue offset(float[] bias) {
        float[] ones = new float[bias.length];
        Arrays.fill(ones, 1);
        return new Epilogue(ones, bias, true, null, false);
    }
}
