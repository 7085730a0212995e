package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import java.util.List;

/** Sums and convolutions that are run as one with what follows, against the single kernels of the reference. */
final class FusedCases implements ParityCases {
    private static final double EPSILON = 1e-3;

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (ImageTwins left : ImageTwins.values()) {
                for (ImageTwins right : ImageTwins.values()) {
                    sums(parity, dtype, Shape.of(2, 8, 3, 5), left, right);
                    sums(parity, dtype, Shape.of(1, 3, 7, 1), left, right);
                }
            }
        }
        for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)) {
            for (int what = 1; what < 8; what++) {
                convolution(parity, dtype, 8, what);
                convolution(parity, dtype, 5, what);
            }
        }
    }

    private static void sums(Parity parity, DType dtype, Shape shape, ImageTwins left, ImageTwins right) {
        Twin a = left.normal(parity, dtype, shape);
        Twin b = right.normal(parity, dtype, shape);
        Twin sum = parity.fresh(dtype, shape.toArray());
        Twin y = parity.fresh(dtype, shape.toArray());
        parity.run(side -> {
            if (side.kernels() instanceof FusedKernels fused) {
                fused.addRelu(side.of(a), side.of(b), side.of(y));
            } else {
                side.backend().binary(BinaryOp.ADD, side.of(a), side.of(b), side.of(sum));
                side.backend().unary(UnaryOp.RELU, side.of(sum), side.of(y));
            }
        });
        parity.compare("sum and relu of " + left + " and " + right + " " + dtype + shape, y, Tolerances.of(dtype));
    }

    /** @param what bits: normalisation 1, addend 2, relu 4 */
    private static void convolution(Parity parity, DType dtype, int filters, int what) {
        DType parameters = Tolerances.parameters(dtype);
        Twin x = ImageTwins.CHANNELS_LAST.normal(parity, dtype, Shape.of(2, 4, 5, 6));
        Twin weight = parity.normal(parameters, filters, 4, 1, 1);
        Twin addend = ImageTwins.PLAIN.normal(parity, dtype, Shape.of(2, filters, 5, 6));
        Twin scale = parity.normal(parameters, filters);
        Twin shift = parity.normal(parameters, filters);
        Twin mean = parity.normal(parameters, filters);
        Twin variance = parity.array(
                parameters, Shape.of(filters), () -> 0.5 + parity.random().nextDouble());
        Twin[] steps = new Twin[4];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = parity.fresh(dtype, 2, filters, 5, 6);
        }
        Twin y = parity.fresh(dtype, 2, filters, 5, 6);
        boolean normalized = (what & 1) != 0;
        boolean added = (what & 2) != 0;
        boolean relu = (what & 4) != 0;
        parity.run(side -> {
            Backend backend = side.kernels();
            Window window = Window.square(1, 1, 0);
            if (backend instanceof FusedKernels fused) {
                Normalization normalization =
                        new Normalization(side.of(scale), side.of(shift), side.of(mean), side.of(variance), EPSILON);
                AfterConvolution after =
                        new AfterConvolution(normalized ? normalization : null, added ? side.of(addend) : null, relu);
                fused.convolutionAnd(side.of(x), side.of(weight), null, window, after, side.of(y));
                return;
            }
            Twin last = steps[0];
            backend.convolution(side.of(x), side.of(weight), null, window, side.of(last));
            if (normalized) {
                backend.batchNormInference(
                        side.of(last),
                        side.of(scale),
                        side.of(shift),
                        side.of(mean),
                        side.of(variance),
                        EPSILON,
                        side.of(steps[1]));
                last = steps[1];
            }
            if (added) {
                backend.binary(BinaryOp.ADD, side.of(last), side.of(addend), side.of(steps[2]));
                last = steps[2];
            }
            if (relu) {
                backend.unary(UnaryOp.RELU, side.of(last), side.of(steps[3]));
                last = steps[3];
            }
            backend.copy(side.of(last), side.of(y));
        });
        String which = (normalized ? ", normalisation" : "") + (added ? ", sum" : "") + (relu ? ", relu" : "");
        parity.compare(
                "convolution" + which + " of " + filters + " " + dtype + " filters",
                y,
                2 * Tolerances.of(dtype)); // rounded twice here, more often there
    }
}
