package io.lockstep.benchmarks.contestant.torch;

import org.bytedeco.pytorch.Tensor;

/** Hears of the convolutions and linear layers of a forward pass, in their order. */
interface ProductListener {
    ProductListener NONE = (y, depth) -> {};

    /**
     * @param y result
     * @param depth products that each element of y is a sum of
     */
    void computed(Tensor y, long depth);
}
