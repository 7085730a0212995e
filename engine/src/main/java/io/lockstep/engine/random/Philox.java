package io.lockstep.engine.random;

/**
 * Philox 4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011.
 *
 * <p>A block of four 32-bit words is a pure function of a 64-bit key and a 128-bit counter. There is no state to hand
 * from one thread or machine to the next, any part of a sequence can be computed alone, and ten rounds of two
 * multiplications pass the statistical batteries of the paper. The counter is cut in two halves: the upper one names a
 * stream, the lower one counts the blocks of that stream, so a key has 2^64 streams of 2^66 words.
 */
public final class Philox {
    /** Words in a block. */
    public static final int WORDS = 4;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int KEY_STEP_0 = 0x9E3779B9;
    private static final int KEY_STEP_1 = 0xBB67AE85;
    private static final long LOW_WORD = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Writes the block of (key, stream, block) into {@code words[0..3]}. The paper's counter words are, from 0 to 3, the
     * low and high half of {@code block}, then the low and high half of {@code stream}; its key words are the low and the
     * high half of {@code key}.
     */
    public static void block(long key, long stream, long block, int[] words) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        int word0 = (int) block;
        int word1 = (int) (block >>> 32);
        int word2 = (int) stream;
        int word3 = (int) (stream >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (word0 & LOW_WORD);
            long product1 = MULTIPLIER_1 * (word2 & LOW_WORD);
            word0 = (int) (product1 >>> 32) ^ word1 ^ key0;
            word1 = (int) product1;
            word2 = (int) (product0 >>> 32) ^ word3 ^ key1;
            word3 = (int) product0;
            key0 += KEY_STEP_0;
            key1 += KEY_STEP_1;
        }
        words[0] = word0;
        words[1] = word1;
        words[2] = word2;
        words[3] = word3;
    }

    /** A float in [0, 1) from the upper 24 bits of a word: every multiple of 2^-24 is equally likely. */
    public static float toFloat(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /** A double in [0, 1) from the upper 53 bits of two words: every multiple of 2^-53 is equally likely. */
    public static double toDouble(int high, int low) {
        return (((high & LOW_WORD) << 21) | (low >>> 11)) * 0x1p-53;
    }

    /** The first two words of a block as one number: word 1 in the upper half. */
    static long toLong(int[] words) {
        return ((long) words[1] << 32) | (words[0] & LOW_WORD);
    }
}
