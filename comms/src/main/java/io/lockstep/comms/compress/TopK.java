package io.lockstep.comms.compress;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The k largest elements of each rank only, with error feedback.
 *
 * <p><b>Idea.</b> Most gradients of a step are close to zero. Each rank adds its gradients to its residual, sends the k
 * elements of the largest magnitude, as pairs of index and value, and keeps the others as the new residual; small gradients
 * wait until they have grown. The pairs of all ranks are gathered, and each rank adds them up in the order of the ranks, so
 * all have the same bits. Which elements are sent depends on the values alone ({@link RadixSelect}); among equal ones the
 * first are.
 *
 * <p><b>Cost.</b> 8k(P-1) bytes for k pairs: with 1 % of the elements of S bytes of floats S(P-1)/50. That grows with P,
 * so it is worth it only for ratios well below 1/P. About 5 ns of computation per element.
 *
 * <p><b>When.</b> For slow networks; the first steps, in which gradients change fast, are better not compressed.
 *
 * <p>References: S. U. Stich, J.-B. Cordonnier, M. Jaggi, "Sparsified SGD with memory", NeurIPS 2018. Y. Lin, S. Han,
 * H. Mao, Y. Wang, W. J. Dally, "Deep gradient compression", ICLR 2018, for the warm-up without compression.
 */
final class TopK extends GradientCompression {
    private static final int PAIR_BYTES = Integer.BYTES + Float.BYTES;

    private final RadixSelect select = new RadixSelect();
    private final float[] block = new float[SLICE];
    private final float[] residual;
    private final int k;
    private final ByteBuffer pairs;
    private int taken;

    TopK(Compression compression, BufferLayout layout) {
        super(compression, layout);
        residual = new float[layout.elements()];
        long share = Math.round(layout.elements() * compression.ratio());
        k = (int) Math.min(layout.elements(), Math.max(1, share));
        pairs = direct(Math.multiplyExact(k * PAIR_BYTES, layout.worldSize()));
    }

    @Override
    void plan(Schedule schedule, ByteBuffer data, Reduction reduction) {
        FloatBuffer floats = data.asFloatBuffer();
        int elements = layout().elements();
        float share = share(reduction);
        schedule.compute(Computation.once(() -> select.begin(k)));
        schedule.compute(new Computation(elements, SLICE, (from, to) -> accumulate(floats, from, to)));
        for (int pass = 0; pass < RadixSelect.PASSES; pass++) {
            int current = pass;
            schedule.compute(new Computation(elements, SLICE, (from, to) -> select.count(current, residual, from, to)));
            schedule.compute(Computation.once(() -> select.choose(current)));
        }
        schedule.compute(Computation.once(() -> taken = 0));
        schedule.compute(new Computation(elements, SLICE, this::take));
        schedule.exchange(Exchange.allGather(pairs, ElementType.INT64));
        schedule.compute(0, new Computation(elements, SLICE, (from, to) -> clear(floats, from, to)));
        schedule.compute(new Computation(k * layout().worldSize(), SLICE, (from, to) -> add(floats, from, to, share)));
    }

    @Override
    public Map<String, float[]> state() {
        return Map.of("residual", residual);
    }

    private void accumulate(FloatBuffer data, int from, int to) {
        data.get(from, block, 0, to - from);
        for (int i = 0; i < to - from; i++) {
            residual[from + i] += block[i];
        }
    }

    private void take(int from, int to) {
        int start = layout().rank() * k;
        for (int i = from; i < to; i++) {
            float value = residual[i];
            if (select.isAbove(value) || select.takesTie(value)) {
                pairs.putInt((start + taken) * PAIR_BYTES, i);
                pairs.putFloat((start + taken) * PAIR_BYTES + Integer.BYTES, value);
                residual[i] = 0;
                taken++;
            }
        }
    }

    private void clear(FloatBuffer data, int from, int to) {
        Arrays.fill(block, 0, to - from, 0);
        data.put(from, block, 0, to - from);
    }

    /** The pairs lie in the order of the ranks. */
    private void add(FloatBuffer data, int from, int to, float share) {
        for (int pair = from; pair < to; pair++) {
            int index = pairs.getInt(pair * PAIR_BYTES);
            data.put(index, data.get(index) + share * pairs.getFloat(pair * PAIR_BYTES + Integer.BYTES));
        }
    }
}
