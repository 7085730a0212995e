package io.lockstep.cuda.kernel;

/**
 * A factor of a product of matrices, as kernels want it: of the product's type, lines that begin at multiples of 16 bytes and,
 * where they do not end at one, are filled up with zeros.
 *
 * @param address of the first element
 * @param alongInner whether the elements of a line lie along the dimension that is summed over, else along the result's
 * @param line elements from one line to the next
 * @param matrix elements from one matrix of the batch to the next
 */
record MatrixOperand(long address, boolean alongInner, long line, long matrix) {
    /** Letter in the names of kernels. */
    char order() {
        return alongInner ? 'k' : 'r';
    }
}
