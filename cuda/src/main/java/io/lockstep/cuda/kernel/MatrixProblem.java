package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.DType;

/**
 * y [B, N, M] = a [B, N, K] times b [B, K, M], plus bias [M].
 *
 * @param bias address of float32 numbers, 0 for none
 * @param y address of the result, contiguous
 * @param yType bfloat16, float16 or float32
 * @param batch B
 * @param rows N
 * @param columns M
 * @param inner K
 */
record MatrixProblem(
        ProductKind kind,
        MatrixOperand a,
        MatrixOperand b,
        long bias,
        long y,
        DType yType,
        long batch,
        long rows,
        long columns,
        long inner) {}
