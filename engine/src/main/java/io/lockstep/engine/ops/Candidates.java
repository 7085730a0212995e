package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/**
 * The few largest elements of a long row without sorting it: they lie in the blocks with the largest maxima, as many blocks
 * as elements are wanted, of equal maxima the first ones. NaN counts as the largest, also among maxima.
 */
final class Candidates {
    private static final long BLOCK = 256;
    /** Of a row that is sorted sooner than its blocks are looked through. */
    private static final long SHORT = 1 << 14;

    private Candidates() {}

    /** Whether that is worth its while. */
    static boolean areFewer(Tensor x, int dim, long k, boolean largest) {
        return largest && x.dim() == 1 && dim == 0 && x.numel() >= SHORT && k * BLOCK * 4 <= x.numel();
    }

    /** The places (int64) of the k largest elements of x [N], in their order; equal ones in that of their places. */
    static Tensor topk(Tensor x, long k) {
        Tensor row = x.detach().contiguous();
        long blocks = row.numel() / BLOCK;
        Tensor maxima = row.narrow(0, 0, blocks * BLOCK).view(blocks, BLOCK).amax(1);
        Tensor chosen = Sorting.order(maxima, 0, true).narrow(0, 0, k).sort().values();
        Tensor inBlocks =
                chosen.mul(BLOCK).unsqueeze(1).add(x.device().arange(BLOCK)).flatten();
        Tensor rest = x.device().arange(blocks * BLOCK, row.numel());
        Tensor places = Joining.cat(0, inBlocks, rest);
        Tensor order = Sorting.order(row.take(places), 0, true).narrow(0, 0, k).contiguous();
        return places.take(order);
    }
}
