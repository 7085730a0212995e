/** Metrics and the training loop beside libtorch. */
@NullMarked
package io.lockstep.engine.oracle.training;

import org.jspecify.annotations.NullMarked;
