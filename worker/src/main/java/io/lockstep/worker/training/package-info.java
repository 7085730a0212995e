/** Synchronous data-parallel training: start to read at {@link io.lockstep.worker.training.Trainer}. */
@NullMarked
package io.lockstep.worker.training;

import org.jspecify.annotations.NullMarked;
