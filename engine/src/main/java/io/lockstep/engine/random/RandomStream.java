package io.lockstep.engine.random;

/**
 * Reads one stream of random numbers from its start. Moved to another stream by {@link #reset}, so that a thread needs
 * one object for any number of samples. Not safe for use by several threads.
 */
public final class RandomStream {
    private final int[] words = new int[Philox.WORDS];
    private long key;
    private long stream;
    private long nextBlock;
    private int nextWord;

    /** @param key of {@link RandomPurpose#key} */
    public RandomStream(long key, long stream) {
        reset(key, stream);
    }

    /** Goes to the start of another stream. */
    public void reset(long key, long stream) {
        this.key = key;
        this.stream = stream;
        nextBlock = 0;
        nextWord = Philox.WORDS;
    }

    /** Any of the 2^32 ints. */
    public int nextInt() {
        if (nextWord == Philox.WORDS) {
            Philox.block(key, stream, nextBlock++, words);
            nextWord = 0;
        }
        return words[nextWord++];
    }

    /**
     * An int in [0, bound), each equally likely. Lemire, "Fast random integer generation in an interval", 2019: a
     * multiplication, and a redraw in the few cases that would favour a number.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("a random int needs a bound of 1 or more, but got " + bound);
        }
        long product = (nextInt() & 0xFFFFFFFFL) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long firstFair = (1L << 32) % bound;
            while ((product & 0xFFFFFFFFL) < firstFair) {
                product = (nextInt() & 0xFFFFFFFFL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** In [0, 1), of one word. */
    public float nextFloat() {
        return Philox.toFloat(nextInt());
    }

    /** In [0, 1), of two words. */
    public double nextDouble() {
        int high = nextInt();
        return Philox.toDouble(high, nextInt());
    }

    /** Normal with mean 0 and variance 1, of four words. */
    public double nextNormal() {
        double radius = BoxMuller.radius(nextDouble());
        return radius * StrictMath.cos(BoxMuller.angle(nextDouble()));
    }
}
