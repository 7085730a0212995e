/** Measures a GPU: convolutions, whole training steps and copies beside them, and PyTorch in the same run where it is there. */
@NullMarked
package io.lockstep.cuda.bench;

import org.jspecify.annotations.NullMarked;
