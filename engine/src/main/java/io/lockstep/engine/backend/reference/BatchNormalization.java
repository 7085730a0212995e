package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;

/**
 * Batch normalisation and its gradient (Ioffe and Szegedy 2015, section 3). With M elements per channel and
 * z = (x - mean) / sqrt(variance + epsilon):
 *
 * <pre>
 *   y      = scale * z + shift
 *   dshift = sum of dy
 *   dscale = sum of dy * z
 *   dx     = scale / sqrt(variance + epsilon) * (dy - dshift / M - z * dscale / M)
 * </pre>
 */
final class BatchNormalization {
    void training(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance) {
        Strided from = new Strided(x);
        Strided means = new Strided(mean);
        Strided variances = new Strided(variance);
        Shape shape = x.shape();
        double count = shape.size(0) * shape.size(2) * shape.size(3);
        for (long c = 0; c < shape.size(1); c++) {
            double center = sumOfPowers(from, shape, c, 0, 1) / count;
            means.set(c, center);
            variances.set(c, sumOfPowers(from, shape, c, center, 2) / count);
        }
        move(running.mean(), mean, running.momentum(), 1);
        move(running.variance(), variance, running.momentum(), RunningStatistics.unbiased(shape));
        inference(x, scale, shift, mean, variance, epsilon, y);
    }

    private static void move(NdArray running, NdArray batch, double momentum, double correction) {
        Strided to = new Strided(running);
        Strided from = new Strided(batch);
        for (long c = 0; c < batch.numel(); c++) {
            to.set(c, (1 - momentum) * to.get(c) + momentum * correction * from.get(c));
        }
    }

    /** The sum of (x - center)^power over a channel, where the power is 1 or 2. */
    private static double sumOfPowers(Strided x, Shape shape, long c, double center, int power) {
        double sum = 0;
        for (long n = 0; n < shape.size(0); n++) {
            for (long h = 0; h < shape.size(2); h++) {
                for (long w = 0; w < shape.size(3); w++) {
                    double difference = x.get(n, c, h, w) - center;
                    sum += power == 1 ? difference : difference * difference;
                }
            }
        }
        return sum;
    }

    void inference(NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        Strided from = new Strided(x);
        Strided scales = new Strided(scale);
        Strided shifts = new Strided(shift);
        Strided means = new Strided(mean);
        Strided variances = new Strided(variance);
        Strided to = new Strided(y);
        Shape shape = x.shape();
        for (long c = 0; c < shape.size(1); c++) {
            double factor = scales.get(c) / Math.sqrt(variances.get(c) + epsilon);
            for (long n = 0; n < shape.size(0); n++) {
                for (long h = 0; h < shape.size(2); h++) {
                    for (long w = 0; w < shape.size(3); w++) {
                        to.set(n, c, h, w, (from.get(n, c, h, w) - means.get(c)) * factor + shifts.get(c));
                    }
                }
            }
        }
    }

    void backward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        Strided from = new Strided(x);
        Strided gradients = new Strided(dy);
        Strided to = new Strided(dx);
        Strided scales = new Strided(scale);
        Strided means = new Strided(mean);
        Strided variances = new Strided(variance);
        Strided dscales = new Strided(dscale);
        Strided dshifts = new Strided(dshift);
        for (long c = 0; c < x.shape().size(1); c++) {
            double inverse = 1 / Math.sqrt(variances.get(c) + epsilon);
            Channel channel = new Channel(from, gradients, x.shape(), c, means.get(c), inverse);
            double sum = channel.sumOfGradients(false);
            double weightedSum = channel.sumOfGradients(true);
            dshifts.set(c, sum);
            dscales.set(c, weightedSum);
            channel.backward(scales.get(c), sum, weightedSum, to);
        }
    }

    /** One channel of x and dy, with its mean and the inverse of its deviation. */
    private record Channel(Strided x, Strided dy, Shape shape, long c, double mean, double inverse) {
        double normalized(long n, long h, long w) {
            return (x.get(n, c, h, w) - mean) * inverse;
        }

        double sumOfGradients(boolean weighted) {
            double sum = 0;
            for (long n = 0; n < shape.size(0); n++) {
                for (long h = 0; h < shape.size(2); h++) {
                    for (long w = 0; w < shape.size(3); w++) {
                        sum += dy.get(n, c, h, w) * (weighted ? normalized(n, h, w) : 1);
                    }
                }
            }
            return sum;
        }

        void backward(double scale, double sum, double weightedSum, Strided dx) {
            double count = shape.size(0) * shape.size(2) * shape.size(3);
            for (long n = 0; n < shape.size(0); n++) {
                for (long h = 0; h < shape.size(2); h++) {
                    for (long w = 0; w < shape.size(3); w++) {
                        double centered = dy.get(n, c, h, w) - (sum + normalized(n, h, w) * weightedSum) / count;
                        dx.set(n, c, h, w, scale * inverse * centered);
                    }
                }
            }
        }
    }
}
