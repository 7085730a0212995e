package io.lockstep.cuda.kernel;

/** Who multiplies matrices: Lockstep's own kernels, or a vendor's library. */
interface MatrixProvider {
    void multiply(MatrixProblem problem);
}
