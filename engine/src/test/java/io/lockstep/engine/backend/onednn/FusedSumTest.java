package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Sum and relu run as one. */
class FusedSumTest {
    private final Comparison comparison = new Comparison();
    /** What the sums come from. */
    private final CountedMemory sums = new CountedMemory();

    @AfterEach
    void close() {
        comparison.close();
        sums.close();
    }

    @Test
    void agreesWithTheReference() {
        compare(comparison.random(1), comparison.random(1));
        compare(comparison.random(5, 7), comparison.random(5, 7));
        compare(comparison.random(5, 7), transposed(comparison.random(7, 5)));
        compare(transposed(comparison.random(7, 5)), transposed(comparison.random(7, 5)));
        compare(comparison.convolved(2, 13, 3, 4), comparison.random(2, 13, 3, 4));
        compare(comparison.random(2, 13, 3, 4), comparison.convolved(2, 13, 3, 4));
        compare(comparison.convolved(2, 13, 3, 4), comparison.convolved(2, 13, 3, 4));
    }

    @Test
    void repeatsElements() {
        Shape shape = Shape.of(2, 13, 3, 4);
        NdArray channels = comparison.random(13).view(shape, new long[] {0, 1, 0, 0}, 3);
        NdArray one = comparison.random(1).view(shape, new long[4], 3);
        for (NdArray repeated : List.of(channels, one)) {
            for (NdArray whole : List.of(comparison.convolved(2, 13, 3, 4), comparison.random(2, 13, 3, 4))) {
                compare(whole, repeated);
                compare(repeated, whole);
            }
        }
        compare(one, channels);
    }

    @Test
    void addsAnArrayToItself() {
        NdArray a = comparison.convolved(2, 13, 3, 4);
        NdArray z = comparison.fresh(a.shape());
        comparison.fusing.unary(UnaryOp.RELU, sum(a, a), z);
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.unary(UnaryOp.RELU, expectedSum(a, a), expected);
        comparison.assertClose(z, expected);
    }

    @Test
    void computesASumWithoutRelu() {
        NdArray a = comparison.convolved(2, 13, 3, 4);
        NdArray b = comparison.random(2, 13, 3, 4);
        NdArray expected = expectedSum(a, b);
        comparison.assertClose(sum(a, b), expected);

        NdArray negative = comparison.fresh(a.shape());
        comparison.fusing.unary(UnaryOp.NEGATE, sum(a, b), negative);
        NdArray expectedNegative = comparison.fresh(a.shape());
        comparison.reference.unary(UnaryOp.NEGATE, expected, expectedNegative);
        comparison.assertClose(negative, expectedNegative);

        NdArray relu = comparison.fresh(a.shape());
        NdArray other = sum(b, b);
        NdArray first = sum(a, b);
        comparison.fusing.unary(UnaryOp.RELU, other, relu);
        comparison.assertClose(first, expected);
        NdArray expectedRelu = comparison.fresh(a.shape());
        comparison.reference.unary(UnaryOp.RELU, expectedSum(b, b), expectedRelu);
        comparison.assertClose(relu, expectedRelu);
    }

    @Test
    void addsWhatTheOperandsWere() {
        NdArray a = comparison.random(2, 13, 3, 4);
        NdArray b = comparison.convolved(2, 13, 3, 4);
        NdArray expected = expectedSum(a, b);
        NdArray throughA = sum(a, b);
        put(a, 5, -1e3f);
        comparison.assertClose(throughA, expected);
        NdArray changed = expectedSum(a, b);
        NdArray throughB = sum(a, b);
        put(b, 5, 1e3f);
        comparison.assertClose(throughB, changed);
        NdArray whole = sum(a, b);
        NdArray last = expectedSum(a, b);
        comparison.fusing.fill(a, 7);
        comparison.assertClose(whole, last);
    }

    @Test
    void sumAndReluMayOverwriteAnOperand() {
        NdArray a = comparison.random(5, 7);
        NdArray b = comparison.random(5, 7);
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.unary(UnaryOp.RELU, expectedSum(a, b), expected);
        comparison.fusing.binary(BinaryOp.ADD, a, b, a);
        comparison.fusing.unary(UnaryOp.RELU, a, a);
        comparison.assertClose(a, expected);
        comparison.assertNeighboursUntouched(a);
    }

    /** As {@link io.lockstep.engine.backend.FusedKernels#addRelu} says, minus infinity becomes NaN. */
    @Test
    void keepsWhatIsNotFinite() {
        float nan = Float.NaN;
        float infinity = Float.POSITIVE_INFINITY;
        float largest = Float.MAX_VALUE;
        NdArray a = row(nan, 1, infinity, -5, -infinity, infinity, largest, largest, -largest, 0, -1, -2, 5);
        NdArray b = row(1, nan, 1, infinity, infinity, nan, largest, -largest, 1, 0, 3, -infinity, -infinity);
        NdArray expected = row(nan, nan, infinity, infinity, nan, nan, infinity, 0, 0, 0, 2, nan, nan);
        for (NdArray first : List.of(a, comparison.blocked(a))) {
            NdArray z = comparison.fresh(a.shape());
            comparison.fusing.unary(UnaryOp.RELU, sum(first, b), z);
            comparison.assertClose(z, expected);
        }
    }

    @Test
    void keepsTheSmallestNumbers() {
        NdArray zeros = comparison.slot(1, 3, 1, 1);
        comparison.oneDnn.fill(zeros, 0);
        NdArray z = comparison.fresh(zeros.shape());
        comparison.fusing.unary(UnaryOp.RELU, sum(row(Float.MIN_NORMAL, 1e-30f, -1), zeros), z);
        assertThat(comparison.values(z)).startsWith(Float.MIN_NORMAL, 1e-30f);
    }

    private NdArray row(float... values) {
        NdArray array = comparison.slot(1, values.length, 1, 1);
        array.contiguousBlock().buffer().asFloatBuffer().put(values);
        return array;
    }

    private void compare(NdArray a, NdArray b) {
        NdArray expectedSum = expectedSum(a, b);
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.unary(UnaryOp.RELU, expectedSum, expected);
        int before = sums.blocks();
        NdArray sum = sum(a, b);
        NdArray z = comparison.fresh(a.shape());
        comparison.fusing.unary(UnaryOp.RELU, sum, z);
        comparison.assertClose(z, expected);
        assertThat(sums.blocks() - before).as("blocks of a skipped sum").isZero();
        comparison.assertClose(sum, expectedSum);
        assertThat(sums.blocks() - before).as("blocks once it was read").isEqualTo(1);
    }

    private NdArray sum(NdArray a, NdArray b) {
        NdArray sum = sums.fresh(a.shape());
        comparison.fusing.binary(BinaryOp.ADD, a, b, sum);
        return sum;
    }

    private NdArray expectedSum(NdArray a, NdArray b) {
        NdArray sum = comparison.fresh(a.shape());
        comparison.reference.binary(BinaryOp.ADD, comparison.plain(a), comparison.plain(b), sum);
        return sum;
    }

    private static NdArray transposed(NdArray x) {
        Shape shape = Shape.of(x.shape().size(1), x.shape().size(0));
        return x.view(shape, new long[] {1, x.shape().size(1)}, x.offset());
    }

    private static void put(NdArray array, int index, float value) {
        array.contiguousBlock().buffer().asFloatBuffer().put(index, value);
    }
}
