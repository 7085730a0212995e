package io.lockstep.comms.compress;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Gradients of 16 bits on the wire: half the bytes, 2S(P-1)/P / 2 for S bytes of floats on P ranks.
 *
 * <p><b>Idea.</b> The noise of a mini-batch is far above the last bits of its gradient. Each rank rounds its gradients to
 * halves, the halves are all-reduced as any others, each sum being rounded again, and the result is widened. A rounding
 * errs by 2^-9 of the value for bfloat16 and 2^-11 for float16, in either direction, so there is no residual to keep.
 * Float16 is finer, but knows nothing below 6e-8 and little below 6e-5, nor above 65504; bfloat16 has the range of a
 * float. Take bfloat16 unless you know your gradients.
 *
 * <p><b>Overlap.</b> A large buffer is cut into {@link #PARTS} parts. While one is on the wire, the one before is widened
 * and the next one rounded, so only the first and the last conversion cost time.
 *
 * <p>Reference: PyTorch's {@code fp16_compress_hook} and {@code bf16_compress_hook} of DistributedDataParallel. On the
 * type: D. Kalamkar et al., "A study of BFLOAT16 for deep learning training", arXiv:1905.12322, 2019.
 */
final class HalfPrecision extends GradientCompression {
    private static final int PARTS = 4;
    /** Below this a part more costs more latency than it saves conversion. */
    private static final int MIN_PART = 1 << 19;

    private final HalfConverter converter;
    private final ElementType type;
    private final ByteBuffer halves;
    private final int partLength;

    HalfPrecision(Compression compression, BufferLayout layout) {
        super(compression, layout);
        boolean brain = compression.method() == Method.BFLOAT16;
        converter = brain ? new Bfloat16Converter() : new Float16Converter();
        type = brain ? ElementType.BFLOAT16 : ElementType.FLOAT16;
        halves = direct(layout.elements() * Short.BYTES);
        int equal = (layout.elements() + PARTS - 1) / PARTS;
        // Slices and parts are whole blocks of the converter, but for the last.
        partLength = (Math.max(MIN_PART, equal) + SLICE - 1) / SLICE * SLICE;
    }

    @Override
    void plan(Schedule schedule, ByteBuffer data, Reduction reduction) {
        int elements = layout().elements();
        int parts = (elements + partLength - 1) / partLength;
        for (int part = 0; part < parts; part++) {
            int start = part * partLength;
            int end = Math.min(elements, start + partLength);
            schedule.compute(
                    0,
                    new Computation(
                            end - start,
                            SLICE,
                            (from, to) -> converter.narrow(data, start + from, start + to, halves)));
            schedule.exchange(Exchange.allReduce(range(start, end), type, reduction));
            if (part > 0) {
                schedule.compute(part, widening(data, start - partLength, start));
            }
        }
        if (parts > 0) {
            schedule.compute(widening(data, (parts - 1) * partLength, elements));
        }
    }

    @Override
    public Map<String, float[]> state() {
        return Map.of();
    }

    private Computation widening(ByteBuffer data, int start, int end) {
        return new Computation(
                end - start, SLICE, (from, to) -> converter.widen(halves, start + from, start + to, data));
    }

    private ByteBuffer range(int start, int end) {
        return halves.slice(start * Short.BYTES, (end - start) * Short.BYTES).order(ByteOrder.nativeOrder());
    }
}
