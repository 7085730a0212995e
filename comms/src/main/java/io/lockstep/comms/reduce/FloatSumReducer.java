package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import io.lockstep.comms.vector.FloatSums;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Adds up {@code float} elements where they lie, over vector registers, as soon as {@link FloatSums} is fast; before, and where
 * it never is, by blocks. The bits are the same.
 */
final class FloatSumReducer extends Reducer {
    private final int divisor;
    private final BooleanSupplier vectors;
    private final FloatReducer blocks;

    /**
     * A reducer of sums or averages.
     *
     * @param divisor of the average; 1 for the sum
     * @param vectors whether to use vectors now
     */
    FloatSumReducer(int divisor, BooleanSupplier vectors) {
        super(ElementType.FLOAT32, Integer.MAX_VALUE / Float.BYTES);
        this.divisor = divisor;
        this.vectors = vectors;
        blocks = new FloatReducer(new FloatOperation(Reduction.SUM, divisor));
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        if (vectors.getAsBoolean()) {
            FloatSums.add(target, source, last ? divisor : 1);
        } else {
            blocks.reduce(target, 0, source, target.limit(), last);
        }
    }
}
