package io.lockstep.comms.compress;

import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Compresses one buffer of float gradients in each step of a training, and remembers in between what the wire has not
 * carried yet.
 *
 * <p><b>Error feedback.</b> Methods that leave something out keep it, and add it to the next step's gradients:
 *
 * <pre>
 *   send     = compress(gradients + residual)
 *   residual = gradients + residual - send
 * </pre>
 *
 * So what is sent adds up to the gradients, some steps late, and training converges as without compression where without
 * the residual it might not at all.
 *
 * <p>References: F. Seide, H. Fu, J. Droppo, G. Li, D. Yu, "1-bit stochastic gradient descent and its application to
 * data-parallel distributed training of speech DNNs", Interspeech 2014. S. P. Karimireddy, Q. Rebjock, S. U. Stich,
 * M. Jaggi, "Error feedback fixes SignSGD and other gradient compression schemes", ICML 2019.
 *
 * <p>Belongs to one communicator and serves one operation at a time, in the order of their submission.
 */
public abstract sealed class GradientCompression permits HalfPrecision, Int8Blocks, PowerSgd, TopK {
    /** Elements that a pass over a buffer takes at a time: some 50 us. */
    static final int SLICE = 1 << 15;

    private final Compression compression;
    private final BufferLayout layout;

    GradientCompression(Compression compression, BufferLayout layout) {
        this.compression = compression;
        this.layout = layout;
    }

    /** The method and its settings. */
    public final Compression compression() {
        return compression;
    }

    final BufferLayout layout() {
        return layout;
    }

    /**
     * How to all-reduce the buffer, whose range from position to limit has the elements of the layout.
     *
     * @throws IllegalArgumentException for another length, a rank or world size of another mesh, or a minimum or maximum
     */
    public final Schedule schedule(String name, ByteBuffer data, Reduction reduction, int rank, int worldSize) {
        if (data.remaining() != layout.elements() * Float.BYTES
                || rank != layout.rank()
                || worldSize != layout.worldSize()) {
            throw new IllegalArgumentException("the compression of \"" + name + "\" was made for " + layout.elements()
                    + " floats on rank " + layout.rank() + " of " + layout.worldSize() + ", but this is "
                    + data.remaining() / Float.BYTES + " on rank " + rank + " of " + worldSize
                    + "; make one for each buffer and mesh");
        }
        if (reduction != Reduction.SUM && reduction != Reduction.AVERAGE) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be compressed for a " + reduction
                    + ": only sums and averages can; use allReduce without compression");
        }
        Schedule schedule = new Schedule();
        plan(schedule, data.slice().order(ByteOrder.nativeOrder()), reduction);
        return schedule;
    }

    abstract void plan(Schedule schedule, ByteBuffer data, Reduction reduction);

    /**
     * What must be kept to go on later as if nothing had happened, by name: the arrays themselves, to be read or written
     * while no operation is going on. Empty for methods without memory.
     */
    public abstract Map<String, float[]> state();

    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** What a sum is to be multiplied by. */
    final float share(Reduction reduction) {
        return reduction == Reduction.AVERAGE ? 1f / layout.worldSize() : 1f;
    }
}
