package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Side;
import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;

/** Batch normalisation in training and inference, its gradients, and both with relu. */
final class BatchNormalizationCases implements ParityCases {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;
    /**
     * One channel; primes; packs of all types; many rows in a few channels; several blocks both ways; no places; one image, as
     * layer normalisation has it, with long rows and short ones.
     */
    private static final long[][] SHAPES = {
        {2, 1, 3, 5},
        {3, 7, 5, 4},
        {4, 8, 6, 6},
        {40, 3, 9, 8},
        {3, 272, 7, 13},
        {37, 12, 1, 1},
        {1, 7, 40, 1},
        {1, 5, 13, 1},
        {1, 3, 2304, 1},
        {1, 2, 331, 1}
    };

    @Override
    public String name() {
        return "batch normalisation";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (long[] sizes : SHAPES) {
                for (ImageTwins order : ImageTwins.values()) {
                    boolean isLarge = sizes[1] > 100;
                    if (!isLarge || order == ImageTwins.CHANNELS_LAST) {
                        new Batch(parity, dtype, Shape.of(sizes), order, Tolerances.parameters(dtype)).all();
                    }
                }
            }
        }
        new Batch(parity, DType.BFLOAT16, Shape.of(3, 8, 5, 4), ImageTwins.CHANNELS_LAST, DType.BFLOAT16).all();
        empty(parity);
    }

    private static void empty(Parity parity) {
        Twin x = parity.fresh(DType.FLOAT32, 0, 3, 2, 2);
        Twin y = parity.fresh(DType.FLOAT32, 0, 3, 2, 2);
        Twin scale = parity.normal(DType.FLOAT32, 3);
        Twin mean = parity.fresh(DType.FLOAT32, 3);
        Twin variance = parity.fresh(DType.FLOAT32, 3);
        Twin running = parity.normal(DType.FLOAT32, 3);
        parity.run(side -> side.backend()
                .batchNormTraining(
                        side.of(x),
                        side.of(scale),
                        side.of(scale),
                        EPSILON,
                        new RunningStatistics(side.of(running), side.of(running), MOMENTUM),
                        side.of(y),
                        side.of(mean),
                        side.of(variance)));
        parity.compare("mean of nothing", mean, 0);
        parity.compare("variance of nothing", variance, 0);
    }

    /** One batch and what belongs to it. */
    private static final class Batch {
        private final Parity parity;
        private final DType dtype;
        private final DType parameters;
        private final ImageTwins order;
        private final long[] sizes;
        private final String what;
        private final double tolerance;
        private final Twin x;
        private final Twin scale;
        private final Twin shift;
        private final Twin mean;
        private final Twin variance;

        Batch(Parity parity, DType dtype, Shape shape, ImageTwins order, DType parameters) {
            this.parity = parity;
            this.dtype = dtype;
            this.parameters = parameters;
            this.order = order;
            sizes = shape.toArray();
            what = " of " + order + " " + dtype + shape;
            tolerance = Tolerances.of(dtype);
            // A mean well above the deviation, where sums of squares would lose digits.
            x = order.of(parity, dtype, shape, () -> 20 + parity.random().nextGaussian());
            scale = parity.normal(parameters, sizes[1]);
            shift = parity.normal(parameters, sizes[1]);
            mean = parity.fresh(parameters, sizes[1]);
            variance = parity.fresh(parameters, sizes[1]);
        }

        void all() {
            Twin y = parity.fresh(dtype, sizes);
            training(y, false, parity.fresh(DType.UINT8, sizes), y);
            inference();
            gradients(false, parity.fresh(DType.UINT8, sizes), y);
            Twin workspace = parity.fresh(DType.UINT8, sizes);
            Twin z = parity.fresh(dtype, sizes);
            training(z, true, workspace, parity.fresh(dtype, sizes));
            gradients(true, workspace, z);
        }

        private RunningStatistics running(Side side, Twin runningMean, Twin runningVariance) {
            return new RunningStatistics(side.of(runningMean), side.of(runningVariance), MOMENTUM);
        }

        private void training(Twin y, boolean relu, Twin workspace, Twin before) {
            Twin runningMean = parity.normal(parameters, sizes[1]);
            Twin runningVariance = parity.normal(parameters, sizes[1]);
            parity.run(side -> {
                RunningStatistics running = running(side, runningMean, runningVariance);
                if (relu && side.kernels() instanceof FusedKernels fused) {
                    fused.batchNormReluTraining(
                            side.of(x),
                            side.of(scale),
                            side.of(shift),
                            EPSILON,
                            running,
                            side.of(y),
                            side.of(freshMean()),
                            side.of(freshMean()),
                            side.of(workspace));
                    return;
                }
                Twin meanOnce = relu ? freshMean() : mean;
                Twin varianceOnce = relu ? freshMean() : variance;
                side.backend()
                        .batchNormTraining(
                                side.of(x),
                                side.of(scale),
                                side.of(shift),
                                EPSILON,
                                running,
                                side.of(relu ? before : y),
                                side.of(meanOnce),
                                side.of(varianceOnce));
                if (relu) {
                    side.backend().unary(UnaryOp.RELU, side.of(before), side.of(y));
                }
            });
            double ofParameters = Tolerances.of(parameters);
            parity.compare((relu ? "normalised, relu" : "normalised") + what, y, tolerance);
            parity.compare("running mean" + what, runningMean, ofParameters);
            parity.compare("running variance" + what, runningVariance, ofParameters);
            if (!relu) {
                parity.compare("mean" + what, mean, ofParameters);
                parity.compare("variance" + what, variance, ofParameters);
            }
        }

        private Twin freshMean() {
            return parity.fresh(parameters, sizes[1]);
        }

        private void inference() {
            Twin y = parity.fresh(dtype, sizes);
            parity.run(side -> side.backend()
                    .batchNormInference(
                            side.of(x),
                            side.of(scale),
                            side.of(shift),
                            side.of(mean),
                            side.of(variance),
                            EPSILON,
                            side.of(y)));
            parity.compare("normalised in inference" + what, y, tolerance);
        }

        /** One image is normalised row by row where all lies in plain order; otherwise orders may differ. */
        private ImageTwins dyOrder() {
            return sizes[0] == 1 ? order : ImageTwins.CHANNELS_LAST;
        }

        private void gradients(boolean relu, Twin workspace, Twin y) {
            Twin dy = dyOrder().normal(parity, dtype, Shape.of(sizes));
            Twin dx = relu ? dy : parity.fresh(dtype, sizes);
            Twin dscale = freshMean();
            Twin dshift = freshMean();
            Twin masked = parity.fresh(dtype, sizes);
            parity.run(side -> {
                Backend backend = side.kernels();
                if (relu && backend instanceof FusedKernels fused) {
                    fused.batchNormReluBackward(
                            side.of(x),
                            side.of(dy),
                            side.of(workspace),
                            side.of(scale),
                            side.of(mean),
                            side.of(variance),
                            EPSILON,
                            side.of(dx),
                            side.of(dscale),
                            side.of(dshift));
                    return;
                }
                if (relu) {
                    backend.binary(BinaryOp.RELU_BACKWARD, side.of(dy), side.of(y), side.of(masked));
                }
                backend.batchNormBackward(
                        side.of(x),
                        side.of(relu ? masked : dy),
                        side.of(scale),
                        side.of(mean),
                        side.of(variance),
                        EPSILON,
                        side.of(dx),
                        side.of(dscale),
                        side.of(dshift));
            });
            String which = (relu ? ", relu" : "") + what;
            parity.compare("dx" + which, dx, tolerance);
            parity.compare("dscale" + which, dscale, Tolerances.of(parameters));
            parity.compare("dshift" + which, dshift, Tolerances.of(parameters));
        }
    }
}
