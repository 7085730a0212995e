package io.lockstep.engine.backend.profile;

import io.lockstep.engine.backend.KernelListener;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up time and bytes of the kernels by operation. */
public final class OperationProfile implements KernelListener {
    private final Map<String, Sum> sums = new LinkedHashMap<>();

    /**
     * All kernels of one operation.
     *
     * @param bytes size of their operands and results
     */
    public record Row(String operation, long kernels, long nanos, long bytes) {}

    @Override
    public void ran(String operation, String detail, long start, long end, long bytes) {
        Sum sum = sums.computeIfAbsent(operation, key -> new Sum());
        sum.kernels++;
        sum.nanos += end - start;
        sum.bytes += bytes;
    }

    /** The operations, the longest first. */
    public List<Row> rows() {
        return sums.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey()))
                .sorted(Comparator.comparingLong(Row::nanos).reversed())
                .toList();
    }

    private static final class Sum {
        private long kernels;
        private long nanos;
        private long bytes;

        Row row(String operation) {
            return new Row(operation, kernels, nanos, bytes);
        }
    }
}
