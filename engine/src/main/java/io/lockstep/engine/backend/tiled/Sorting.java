package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import java.util.Arrays;

/**
 * Sorts lines by keys: whole numbers in whose order the elements shall be, equal ones for elements that count as equal (the
 * zeros, and all NaN, which come last). Equal elements keep their order.
 *
 * <p>Long lines are sorted by radix, digit by digit of 8 bits from the lowest on, each of which is a stable counting sort
 * (Knuth, "The art of computer programming", volume 3, section 5.2.5): as many passes as the element type has bytes, less
 * those in which all elements have the same digit. In short lines, where 256 counters outweigh the elements, the key of at
 * most 32 bits and the place of an element make one long, by which the JDK sorts.
 */
final class Sorting {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /** Elements of a line that is sorted by radix. */
    private static final int LONG = 512;

    private final Workers workers;
    /** Of each thread, as long as the longest line yet. */
    private final Lines[] lines;

    Sorting(Workers workers) {
        this.workers = workers;
        lines = new Lines[workers.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Lines();
        }
    }

    /** @see io.lockstep.engine.backend.Backend#sort */
    void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        Grid grid = Grid.ofLines(x, dim, workers.size());
        // [outer, inner, length]: one line behind the other
        int[] order = new int[grid.order().length];
        System.arraycopy(grid.kept(), 0, order, 0, grid.kept().length);
        if (order.length > 0) {
            order[order.length - 1] = dim;
        }
        Operand from = new Operand(x, order);
        Operand moved = Operand.ofBits(x, order);
        Operand to = Operand.ofBits(values, order);
        Operand numbers = new Operand(indices, order);
        int length = grid.length();
        workers.share(grid.outer() * grid.inner(), x.numel(), (worker, first, end) -> {
            Lines own = lines[worker.index()];
            own.begin(length, x.dtype());
            for (int line = first; line < end; line++) {
                own.read(from, line, descending, worker.a);
                own.sort();
                own.write(moved, to, numbers, line, worker);
            }
        });
    }

    /** The working memory of a thread, and what it does with a line. */
    private static final class Lines {
        private int length;
        private DType dtype = DType.INT64;
        private long[] keys = {};
        private int[] places = {};
        private long[] otherKeys = {};
        private int[] otherPlaces = {};
        private final int[] counts = new int[DIGITS];

        void begin(int length, DType dtype) {
            this.length = length;
            this.dtype = dtype;
            if (keys.length < length) {
                keys = new long[length];
                places = new int[length];
                otherKeys = new long[length];
                otherPlaces = new int[length];
            }
        }

        void read(Operand from, int line, boolean descending, Tile tile) {
            for (int done = 0; done < length; done += Tile.SIZE) {
                int count = Math.min(Tile.SIZE, length - done);
                int first = line * length + done;
                switch (dtype) {
                    case FLOAT64 -> keysOfDoubles(from.doubles(first, count, tile), done, count);
                    case FLOAT32, FLOAT16, BFLOAT16 -> keysOfFloats(from.doubles(first, count, tile), done, count);
                    default -> System.arraycopy(from.longs(first, count, tile), 0, keys, done, count);
                }
            }
            for (int i = 0; i < length; i++) {
                keys[i] = descending ? ~keys[i] : keys[i];
                places[i] = i;
            }
        }

        /** Of negative numbers the bits but the sign are inverted. */
        private void keysOfDoubles(double[] x, int at, int count) {
            for (int i = 0; i < count; i++) {
                long bits = Double.doubleToLongBits(x[i] + 0.0); // one NaN and one zero
                keys[at + i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
            }
        }

        private void keysOfFloats(double[] x, int at, int count) {
            for (int i = 0; i < count; i++) {
                int bits = Float.floatToIntBits((float) x[i] + 0.0f);
                keys[at + i] = bits ^ (bits >> 31 & Integer.MAX_VALUE);
            }
        }

        void sort() {
            if (length < LONG && dtype != DType.FLOAT64 && dtype != DType.INT64) {
                sortTogether();
            } else if (length < LONG) {
                mergeSort();
            } else {
                int bytes = dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? Integer.BYTES : dtype.bytes();
                for (int digit = 0; digit < bytes; digit++) {
                    sortByDigit(digit * DIGIT_BITS, digit == bytes - 1);
                }
            }
        }

        private void sortTogether() {
            for (int i = 0; i < length; i++) {
                keys[i] = keys[i] << Integer.SIZE | i;
            }
            Arrays.sort(keys, 0, length);
            for (int i = 0; i < length; i++) {
                places[i] = (int) keys[i];
            }
        }

        private void mergeSort() {
            for (int run = 1; run < length; run *= 2) {
                for (int start = 0; start < length; start += 2 * run) {
                    merge(start, Math.min(start + run, length), Math.min(start + 2 * run, length));
                }
                swap();
            }
        }

        private void merge(int start, int middle, int end) {
            int left = start;
            int right = middle;
            for (int i = start; i < end; i++) {
                boolean takesRight = left == middle || (right < end && keys[right] < keys[left]);
                int from = takesRight ? right++ : left++;
                otherKeys[i] = keys[from];
                otherPlaces[i] = places[from];
            }
        }

        private void sortByDigit(int shift, boolean highest) {
            // The highest digit of a key has its sign, except that of unsigned bytes, which have none.
            int sign = highest && dtype != DType.UINT8 && dtype != DType.BOOL ? DIGITS / 2 : 0;
            Arrays.fill(counts, 0);
            for (int i = 0; i < length; i++) {
                counts[(int) (keys[i] >>> shift) & DIGITS - 1]++;
            }
            if (counts[(int) (keys[0] >>> shift) & DIGITS - 1] == length) {
                return;
            }
            int start = 0;
            for (int digit = 0; digit < DIGITS; digit++) {
                int count = counts[digit ^ sign];
                counts[digit ^ sign] = start;
                start += count;
            }
            for (int i = 0; i < length; i++) {
                int to = counts[(int) (keys[i] >>> shift) & DIGITS - 1]++;
                otherKeys[to] = keys[i];
                otherPlaces[to] = places[i];
            }
            swap();
        }

        private void swap() {
            long[] oldKeys = keys;
            keys = otherKeys;
            otherKeys = oldKeys;
            int[] oldPlaces = places;
            places = otherPlaces;
            otherPlaces = oldPlaces;
        }

        /** @param moved the elements, in their bits */
        void write(Operand moved, Operand to, Operand numbers, int line, Worker worker) {
            for (int done = 0; done < length; done += Tile.SIZE) {
                int count = Math.min(Tile.SIZE, length - done);
                int first = line * length + done;
                for (int i = 0; i < count; i++) {
                    worker.positions[i] = moved.position(line * length + places[done + i]);
                    worker.y.longs[i] = places[done + i];
                }
                numbers.writeLongs(worker.y, first, count);
                moved.gather(worker.positions, count, worker.y);
                to.write(worker.y, first, count);
            }
        }
    }
}
