package io.lockstep.engine.random;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Fills buffers with the random numbers of a stream. Number {@code i} of a stream is a pure function of (key, stream,
 * i), so any split of a tensor over calls, threads or devices gives the same values:
 *
 * <ul>
 *   <li>uniform float i: word {@code i mod 4} of block {@code i / 4};
 *   <li>uniform double i: words {@code 2 (i mod 2)} (upper) and {@code 2 (i mod 2) + 1} of block {@code i / 2};
 *   <li>normal i: with the two uniform doubles u, v of block {@code i / 2}, {@link BoxMuller}'s cosine for even and its
 *       sine for odd i; a normal float is the rounded normal double.
 * </ul>
 *
 * <p>Each method fills the buffer from its position to its limit, moves neither, and starts with number {@code first},
 * which is not negative.
 */
public final class RandomFill {
    private RandomFill() {}

    /** Uniform in [0, 1). */
    public static void uniform(long key, long stream, long first, FloatBuffer values) {
        int[] words = new int[Philox.WORDS];
        long number = first;
        for (int i = values.position(); i < values.limit(); i++, number++) {
            int word = (int) (number & 3);
            if (word == 0 || number == first) {
                Philox.block(key, stream, number >>> 2, words);
            }
            values.put(i, Philox.toFloat(words[word]));
        }
    }

    /** Uniform in [0, 1). */
    public static void uniform(long key, long stream, long first, DoubleBuffer values) {
        int[] words = new int[Philox.WORDS];
        long number = first;
        for (int i = values.position(); i < values.limit(); i++, number++) {
            int word = (int) (number & 1) << 1;
            if (word == 0 || number == first) {
                Philox.block(key, stream, number >>> 1, words);
            }
            values.put(i, Philox.toDouble(words[word], words[word + 1]));
        }
    }

    /**
     * Whole number {@code number} of a stream, from {@code low} to {@code high} - 1: the upper half of the product of the
     * range and the 64 bits of words {@code 2 (number mod 2)} and {@code 2 (number mod 2) + 1} of block {@code number / 2}
     * (Lemire 2019, without rejection: of n values one is more probable than another by at most n / 2^64).
     */
    public static long integer(long key, long stream, long number, long low, long high) {
        int[] words = new int[Philox.WORDS];
        Philox.block(key, stream, number >>> 1, words);
        return integer(words, (int) (number & 1) << 1, low, high);
    }

    private static long integer(int[] words, int word, long low, long high) {
        long bits = ((long) words[word] << 32) | (words[word + 1] & 0xffffffffL);
        long range = high - low;
        long upper = Math.multiplyHigh(bits, range) + ((bits >> 63) & range) + ((range >> 63) & bits);
        return low + upper;
    }

    /** {@code count} numbers as of {@link #integer}, of which {@code first} is the number of the first. */
    public static void integers(long key, long stream, long first, long low, long high, long[] values, int count) {
        int[] words = new int[Philox.WORDS];
        for (int i = 0; i < count; i++) {
            long number = first + i;
            if ((number & 1) == 0 || i == 0) {
                Philox.block(key, stream, number >>> 1, words);
            }
            values[i] = integer(words, (int) (number & 1) << 1, low, high);
        }
    }

    /** Normal with mean 0 and variance 1. */
    public static void normal(long key, long stream, long first, FloatBuffer values) {
        int[] words = new int[Philox.WORDS];
        double[] pair = new double[2];
        long number = first;
        for (int i = values.position(); i < values.limit(); i++, number++) {
            if ((number & 1) == 0 || number == first) {
                normalPair(key, stream, number >>> 1, words, pair);
            }
            values.put(i, (float) pair[(int) (number & 1)]);
        }
    }

    /** Normal with mean 0 and variance 1. */
    public static void normal(long key, long stream, long first, DoubleBuffer values) {
        int[] words = new int[Philox.WORDS];
        double[] pair = new double[2];
        long number = first;
        for (int i = values.position(); i < values.limit(); i++, number++) {
            if ((number & 1) == 0 || number == first) {
                normalPair(key, stream, number >>> 1, words, pair);
            }
            values.put(i, pair[(int) (number & 1)]);
        }
    }

    private static void normalPair(long key, long stream, long block, int[] words, double[] pair) {
        Philox.block(key, stream, block, words);
        double radius = BoxMuller.radius(Philox.toDouble(words[0], words[1]));
        double angle = BoxMuller.angle(Philox.toDouble(words[2], words[3]));
        pair[0] = radius * StrictMath.cos(angle);
        pair[1] = radius * StrictMath.sin(angle);
    }
}
