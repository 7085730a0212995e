package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sum of losses, right guesses and number of samples, of which workers hold parts that they add up now and then. */
final class Totals {
    private static final int NUMBERS = 3;

    private final ByteBuffer exchanged =
            ByteBuffer.allocateDirect(NUMBERS * Double.BYTES).order(ByteOrder.nativeOrder());
    private double lossSum;
    private double correct;
    private double samples;

    void add(double lossSum, double correct, double samples) {
        this.lossSum += lossSum;
        this.correct += correct;
        this.samples += samples;
    }

    void add(Totals other) {
        add(other.lossSum, other.correct, other.samples);
    }

    void clear() {
        lossSum = 0;
        correct = 0;
        samples = 0;
    }

    /** Makes these the sums over all ranks, the same bits on each. */
    void reduce(Communicator communicator, String name) {
        exchanged.putDouble(0, lossSum);
        exchanged.putDouble(Double.BYTES, correct);
        exchanged.putDouble(2 * Double.BYTES, samples);
        communicator
                .allReduce(name, exchanged, ElementType.FLOAT64, Reduction.SUM)
                .await();
        lossSum = exchanged.getDouble(0);
        correct = exchanged.getDouble(Double.BYTES);
        samples = exchanged.getDouble(2 * Double.BYTES);
    }

    double lossSum() {
        return lossSum;
    }

    double correct() {
        return correct;
    }

    double samples() {
        return samples;
    }

    /** Loss per sample; NaN without samples. */
    double meanLoss() {
        return lossSum / samples;
    }

    /** Share of right guesses, 0 to 1; NaN without samples. */
    double accuracy() {
        return correct / samples;
    }
}
