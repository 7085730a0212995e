package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import java.util.List;

/** Products of matrices, tile by tile (gemm_kernel.h). */
final class TileMatrices implements MatrixProvider {
    /** Matrices of one launch. */
    private static final long MOST_MATRICES = 65535;

    private final Gpu gpu;
    private final PlanChoice choice;
    private final PartialSums partialSums;

    TileMatrices(Gpu gpu, PlanChoice choice) {
        this.gpu = gpu;
        this.choice = choice;
        partialSums = new PartialSums(gpu);
    }

    @Override
    public void multiply(MatrixProblem problem) {
        multiply(problem, choice.of(plans(problem)));
    }

    /** The ways to cut a product, the estimated best one first. */
    private List<TilePlan> plans(MatrixProblem problem) {
        TilePlan.Extent extent =
                new TilePlan.Extent(problem.rows(), problem.columns(), problem.inner(), problem.batch());
        return TilePlan.all(Tile.of(problem.kind()), problem.kind(), extent, gpu.facts());
    }

    private void multiply(MatrixProblem problem, TilePlan plan) {
        long elements = problem.batch() * problem.rows() * problem.columns();
        if (plan.splits() == 1) {
            launch(problem, plan, problem.y(), problem.bias(), problem.yType(), 0);
        } else {
            long parts = gpu.scratch().take(plan.splits() * elements * Float.BYTES);
            launch(problem, plan, parts, 0, DType.FLOAT32, elements);
            partialSums.add(
                    parts, plan.splits(), elements, problem.bias(), problem.columns(), problem.y(), problem.yType());
        }
    }

    private void launch(MatrixProblem problem, TilePlan plan, long y, long bias, DType yType, long splitStride) {
        ProductKind kind = problem.kind();
        MatrixOperand a = problem.a();
        MatrixOperand b = problem.b();
        String kernel = "gemm" + kind.suffix() + "_" + plan.tile() + "_" + a.order() + b.order();
        long yMatrix = problem.rows() * problem.columns();
        for (long first = 0; first < problem.batch(); first += MOST_MATRICES) {
            Launch launch = gpu.launch(kernel)
                    .putAddress(a.address() + first * a.matrix() * kind.dtype().bytes())
                    .putAddress(b.address() + first * b.matrix() * kind.dtype().bytes())
                    .putAddress(y + first * yMatrix * yType.bytes())
                    .putAddress(bias)
                    .putLong(a.matrix())
                    .putLong(b.matrix())
                    .putLong(yMatrix)
                    .putLong(a.line())
                    .putLong(b.line())
                    .putLong(problem.columns())
                    .putLong(splitStride)
                    .putInt(Math.toIntExact(problem.rows()))
                    .putInt(Math.toIntExact(problem.columns()))
                    .putInt(Math.toIntExact(problem.inner()))
                    .putInt(plan.perSplit());
            plan.putTiles(launch)
                    .putInt(Codes.of(yType))
                    .grid(plan.tiles(), plan.splits(), Math.min(MOST_MATRICES, problem.batch() - first))
                    .threads(plan.tile().threads())
                    .shared(plan.tile().sharedBytes())
                    .run();
        }
    }
}
