package io.lockstep.engine.data;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.random.RandomStream;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples stacked column by column, in host memory. {@link #tensor} and {@link #to} copy columns to a device, in the
 * thread that owns it and into whatever memory it gives out at that time: inside a step, the step's. Immutable, and valid
 * as long as it is held.
 */
public final class Batch {
    private final int[] indices;
    private final List<Column> columns;

    /**
     * @param indices of the samples in the data set
     * @param columns of which each has as many elements along its first dimension
     */
    public Batch(int[] indices, List<Column> columns) {
        this.indices = indices.clone();
        this.columns = List.copyOf(columns);
    }

    /**
     * One field of all samples.
     *
     * @param name of the field: {@code input} and {@code target} of an {@link Example}, the key in a map, else its place
     * @param array the values stacked along a new first dimension, null for text
     * @param values the values themselves if they are text, else empty
     */
    public record Column(String name, @Nullable HostArray array, List<String> values) {}

    /**
     * Stacks samples field by field. An {@link Example}, a list, an array of objects or a map with text as keys is taken
     * apart, also inside another; {@link HostArray}s, images, numbers, booleans and arrays of primitives are stacked along
     * a new first dimension, and text is kept as it is. Whole numbers become int64, {@code float} float32, {@code double}
     * float64, an array of bytes uint8, an {@link io.lockstep.engine.data.transform.Image} uint8 [H, W, C] and a
     * {@link io.lockstep.engine.data.transform.FloatImage} float32 [C, H, W].
     *
     * @throws IllegalArgumentException if shapes, types or fields differ between samples, or a field cannot be stacked
     */
    public static Batch collate(List<?> samples, int[] indices, RandomStream random) {
        return new Batch(indices, Stacking.columns(samples, indices));
    }

    /** Number of samples. */
    public int size() {
        return indices.length;
    }

    /** Indices of the samples in the data set, or their places in the stream of an {@link IterableDataset}. */
    public int[] indices() {
        return indices.clone();
    }

    public List<Column> columns() {
        return columns;
    }

    /** The values of a column; throws IllegalArgumentException if it holds text. */
    public HostArray array(int column) {
        Column found = columns.get(column);
        if (found.array == null) {
            throw new IllegalArgumentException(
                    "column " + column + " (\"" + found.name + "\") of the batch holds text; read it with columns()");
        }
        return found.array;
    }

    /** The values of a column; throws IllegalArgumentException if there is none of this name or it holds text. */
    public HostArray array(String name) {
        return array(column(name));
    }

    /** A column as a tensor of the device, for the thread that owns the device. */
    public Tensor tensor(Device device, int column) {
        HostArray array = array(column);
        return device.tensor(array.dtype(), array.data(), array.shape().toArray());
    }

    /** A column as a tensor of the device, for the thread that owns the device. */
    public Tensor tensor(Device device, String name) {
        return tensor(device, column(name));
    }

    /** All columns but those of text as tensors of the device, in order, for the thread that owns the device. */
    public List<Tensor> to(Device device) {
        List<Tensor> tensors = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).array != null) {
                tensors.add(tensor(device, column));
            }
        }
        return tensors;
    }

    private int column(String name) {
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).name.equals(name)) {
                return column;
            }
        }
        throw new IllegalArgumentException("the batch has no column \"" + name + "\"; it has "
                + columns.stream().map(Column::name).toList());
    }
}
