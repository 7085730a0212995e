package io.lockstep.worker.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.data.ChannelStatistics;
import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/** Turns loaded batches into what a network takes. */
final class InputTensors {
    private final Device device;
    private final DType dtype;
    private final int height;
    private final int width;
    private final int channels;
    private final float[] mean;
    private final float[] std;
    /** Two, so that pictures are brought to the device while it computes on those before them. */
    private final ImageSlot[] slots;

    private int next;

    InputTensors(Device device, DType dtype, ImageDataset dataset, ChannelStatistics statistics) {
        this.device = device;
        this.dtype = dtype;
        slots = new ImageSlot[] {new ImageSlot(device), new ImageSlot(device)};
        height = dataset.height();
        width = dataset.width();
        channels = dataset.channels();
        mean = new float[channels];
        std = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = (float) statistics.mean(c);
            std[c] = (float) statistics.std(c);
        }
    }

    /** Normalised images [N, C, H, W]. */
    Tensor images(HostBatch batch) {
        Tensor images = device.empty(dtype, Shape.of(batch.size(), channels, height, width));
        ImageSlot slot = slots[next];
        next = (next + 1) % slots.length;
        NdArray bytes = slot.upload(batch.images(), Shape.of(batch.size(), height, width, channels));
        device.backend().normalizeImages(bytes, mean, std, images.array());
        slot.markRead();
        return images;
    }

    /** Classes [N] (int64). */
    Tensor labels(HostBatch batch) {
        return device.tensor(DType.INT64, batch.labels(), batch.size());
    }
}
