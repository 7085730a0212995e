package io.lockstep.worker.training;

import io.lockstep.comms.compress.BufferLayout;
import io.lockstep.comms.compress.Compression;
import io.lockstep.comms.compress.MatrixRange;
import io.lockstep.comms.compress.Method;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.worker.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The compression of gradients that a configuration asks for, and how buckets look to it. */
final class Compressions {
    private static final double ALL = 1;

    private Compressions() {}

    /** Null for none. */
    static @Nullable Compression of(TrainConfig config) {
        return switch (config.gradientCompression()) {
            case NONE -> null;
            case FLOAT16 -> new Compression(Method.FLOAT16, ALL, 0);
            case BFLOAT16 -> new Compression(Method.BFLOAT16, ALL, 0);
            case INT8 -> new Compression(Method.INT8, ALL, 0);
            case TOPK -> Compression.topK(config.compressionRatio());
            case POWERSGD -> Compression.powerSgd(config.compressionRank());
        };
    }

    /**
     * The gradients of a bucket. The first dimension of a parameter of several is the rows of a matrix, the others together
     * are its columns, as in PowerSGD's paper: [outputs, inputs], and [outputs, inputs x height x width] of a convolution.
     */
    static BufferLayout layout(Bucket bucket, int rank, int worldSize) {
        List<MatrixRange> matrices = new ArrayList<>();
        for (Bucket.Member member : bucket.members()) {
            Shape shape = member.shape();
            if (shape.dim() > 1 && shape.numel() > 0) {
                int rows = Math.toIntExact(shape.size(0));
                matrices.add(
                        new MatrixRange(Math.toIntExact(member.offset()), rows, Math.toIntExact(shape.numel() / rows)));
            }
        }
        return new BufferLayout(Math.toIntExact(bucket.gradients().numel()), matrices, rank, worldSize);
    }
}
