package io.lockstep.cuda.parity;

import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.cuda.kernel.PlanChoice;
import java.util.function.IntConsumer;

/** Every way to cut a product for the GPU, of which an ordinary call runs the one that is estimated to be the fastest. */
final class Plans {
    private Plans() {}

    /**
     * Runs {@code product} once with each plan, whose rank it is told.
     *
     * @throws IllegalStateException if the tested backend has no plans
     */
    static void over(Parity parity, IntConsumer product) {
        PlanChoice choice = of(parity);
        try {
            int rank = 0;
            do {
                choice.use(rank);
                product.accept(rank);
                rank++;
            } while (rank < choice.count());
        } finally {
            choice.use(0);
        }
    }

    private static PlanChoice of(Parity parity) {
        PlanChoice[] found = new PlanChoice[1];
        parity.run(side -> {
            if (side.kernels() instanceof CudaBackend cuda) {
                found[0] = cuda.planChoice();
            }
        });
        PlanChoice choice = found[0];
        if (choice == null) {
            throw new IllegalStateException(
                    "only a GPU's backend has plans; test a CudaBackend, or one in a FusingBackend");
        }
        return choice;
    }
}
