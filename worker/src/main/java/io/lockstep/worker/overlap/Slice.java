package io.lockstep.worker.overlap;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a bucket of gradients that is summed by one all-reduce.
 *
 * @param bucket its index
 * @param start first byte within the bucket
 * @param end byte after the last one
 */
public record Slice(int bucket, int start, int end) {
    /** A cache line: slices start at its multiples. */
    private static final int ALIGNMENT = 64;

    /** Each bucket as one slice. */
    public static List<Slice> whole(List<Integer> bucketBytes) {
        return cut(bucketBytes, Integer.MAX_VALUE);
    }

    /**
     * Cuts buckets into slices of about {@code sliceBytes} each, equal ones within a bucket, so that the gradients of a
     * large layer do not hold up those that are needed earlier. The sizes alone decide, so that the sums' order of addition,
     * which goes by the size of what is summed, is the same in every run.
     *
     * @param bucketBytes of each bucket
     */
    public static List<Slice> cut(List<Integer> bucketBytes, int sliceBytes) {
        List<Slice> slices = new ArrayList<>();
        for (int bucket = 0; bucket < bucketBytes.size(); bucket++) {
            int bytes = bucketBytes.get(bucket);
            int count = Math.max(1, Math.round((float) bytes / sliceBytes));
            int start = 0;
            for (int i = 1; i <= count; i++) {
                int end = i == count ? bytes : (int) ((long) bytes * i / count / ALIGNMENT * ALIGNMENT);
                slices.add(new Slice(bucket, start, end));
                start = end;
            }
        }
        return slices;
    }

    public int bytes() {
        return end - start;
    }
}
