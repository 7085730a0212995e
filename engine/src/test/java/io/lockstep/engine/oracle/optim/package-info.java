/** Comparison of optimizers and schedulers with libtorch, and with formulas where libtorch has none. */
@NullMarked
package io.lockstep.engine.oracle.optim;

import org.jspecify.annotations.NullMarked;
