package io.lockstep.driver.run;

import io.lockstep.worker.LockstepException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What a complete checkpoint holds.
 *
 * @param elements numbers in all its model's tensors, parameters and buffers
 * @param bytes they take
 */
public record CheckpointReport(
        String path, long step, String model, long elements, long bytes, List<TensorEntry> tensors) {
    public static CheckpointReport of(Checkpoint checkpoint, Folders folders) throws IOException {
        List<TensorEntry> tensors;
        try (InputStream in = folders.of(checkpoint.model()).open(checkpoint.model())) {
            tensors = SafetensorsHeader.read(in, checkpoint.model().toString());
        } catch (FileNotFoundException e) {
            throw new LockstepException(checkpoint.model() + " is missing; take another checkpoint", e);
        }
        return new CheckpointReport(
                checkpoint.path().toString(),
                checkpoint.step(),
                checkpoint.config(folders).model(),
                tensors.stream().mapToLong(TensorEntry::numel).sum(),
                tensors.stream().mapToLong(TensorEntry::bytes).sum(),
                tensors);
    }
}
