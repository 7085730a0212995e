package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.SampleTransform;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import java.io.IOException;

/** A data set whose samples are transformed when they are read. */
record MappedDataset<S, T>(Dataset<S> source, SampleTransform<? super S, ? extends T> transform) implements Dataset<T> {
    @Override
    public int size() {
        return source.size();
    }

    @Override
    public T get(int index) throws IOException {
        return get(index, new RandomStream(RandomPurpose.AUGMENTATION.key(0, 0), index));
    }

    @Override
    public T get(int index, RandomStream random) throws IOException {
        return transform.apply(source.get(index, random), random);
    }
}
