package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Data sets one after the other, as PyTorch's {@code ConcatDataset}. */
public final class ConcatDataset<T> implements Dataset<T> {
    private final List<Dataset<T>> parts;
    private final int[] ends;

    /** Takes the data sets in order; throws IllegalArgumentException if there is none, as PyTorch does. */
    public ConcatDataset(List<? extends Dataset<T>> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("ConcatDataset expects 1 data set or more, but got none");
        }
        this.parts = List.copyOf(parts);
        ends = new int[parts.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end = Math.addExact(end, this.parts.get(i).size());
            ends[i] = end;
        }
    }

    @Override
    public int size() {
        return ends[ends.length - 1];
    }

    @Override
    public T get(int index) throws IOException {
        int part = partOf(index);
        return parts.get(part).get(index - start(part));
    }

    @Override
    public T get(int index, RandomStream random) throws IOException {
        int part = partOf(index);
        return parts.get(part).get(index - start(part), random);
    }

    private int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /** The first part that ends after the index: parts without samples end where the one before does. */
    private int partOf(int index) {
        Objects.checkIndex(index, size());
        int found = Arrays.binarySearch(ends, index + 1);
        int part = found >= 0 ? found : -found - 1;
        while (part > 0 && ends[part - 1] > index) {
            part--;
        }
        return part;
    }
}
