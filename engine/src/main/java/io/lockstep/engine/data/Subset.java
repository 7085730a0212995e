package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomStream;
import java.io.IOException;
import java.util.Objects;

/** Some samples of a data set, in the order of the given indices, as PyTorch's {@code Subset}. */
public final class Subset<T> implements Dataset<T> {
    private final Dataset<T> dataset;
    private final int[] indices;

    /** Copies the indices; throws IndexOutOfBoundsException if the data set has no such sample. */
    public Subset(Dataset<T> dataset, int... indices) {
        this.dataset = dataset;
        this.indices = indices.clone();
        for (int index : indices) {
            Objects.checkIndex(index, dataset.size());
        }
    }

    @Override
    public int size() {
        return indices.length;
    }

    /** The index of a sample in the whole data set. */
    public int index(int index) {
        return indices[Objects.checkIndex(index, indices.length)];
    }

    @Override
    public T get(int index) throws IOException {
        return dataset.get(index(index));
    }

    @Override
    public T get(int index, RandomStream random) throws IOException {
        return dataset.get(index(index), random);
    }
}
