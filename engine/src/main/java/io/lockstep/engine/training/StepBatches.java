package io.lockstep.engine.training;

import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The batches of an epoch from a position on, as many at a time as a step of the optimizer takes. */
final class StepBatches implements Iterator<List<Batch>> {
    private final Iterator<Batch> batches;
    private final int accumulationSteps;

    /** @throws IllegalArgumentException if the position is amid an epoch of another length */
    StepBatches(DataLoader<Batch> data, TrainingPosition position, int accumulationSteps) {
        this.accumulationSteps = accumulationSteps;
        requireSameData(data, position);
        data.setEpoch(position.epoch());
        if (data.hasSize()) {
            batches = data.iterator(position.batch());
        } else {
            batches = data.iterator();
            for (int i = 0; i < position.batch() && batches.hasNext(); i++) {
                batches.next();
            }
        }
    }

    private static void requireSameData(DataLoader<Batch> data, TrainingPosition position) {
        boolean amid = position.batch() > 0 && position.batches() >= 0;
        if (amid && data.hasSize() && data.size() != position.batches()) {
            throw new IllegalArgumentException("the training stands amid an epoch of " + position.batches()
                    + " batches, but the loader has " + data.size()
                    + "; give it the same data set and batch size, or go on from a checkpoint between epochs");
        }
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    /** The last batches of an epoch may be fewer. */
    @Override
    public List<Batch> next() {
        List<Batch> parts = new ArrayList<>();
        do {
            parts.add(batches.next());
        } while (parts.size() < accumulationSteps && batches.hasNext());
        return parts;
    }
}
