package io.lockstep.engine.backend.onednn;

import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.primitive_desc;

/** The choice among oneDNN's kernels for one operation, which it offers in the order that it thinks best. */
final class Implementations {
    private Implementations() {}

    /**
     * Moves on to the batch-reduce kernels for products of matrices if they are offered after older ones: in the layers of a
     * mlp with a batch of 128 they take 220 us instead of 310, and where they are not faster they lose little (Zen 3, two
     * threads).
     */
    static <D extends primitive_desc> void preferBatchReduce(D description, UnaryOperator<D> copy) {
        prefer("brg", description, copy);
    }

    /**
     * Moves on to the kernels for blocked channels if they are offered after those for channels that come last. Where the
     * two are as fast (not with {@linkplain FusedConvolution strided filters}) blocks are better, since all other kernels
     * here read and write them: reorders between the two took 4 to 7 % of the inference of a resnet.
     */
    static <D extends primitive_desc> void preferBlockedChannels(D description, UnaryOperator<D> copy) {
        prefer("jit", description, copy);
    }

    private static <D extends primitive_desc> void prefer(String prefix, D description, UnaryOperator<D> copy) {
        D ahead = copy.apply(description);
        do {
            if (is(prefix, ahead)) {
                while (!is(prefix, description)) {
                    description.next_impl();
                }
                return;
            }
        } while (ahead.next_impl());
    }

    private static boolean is(String prefix, primitive_desc description) {
        return description.impl_info_str().getString().startsWith(prefix);
    }
}
