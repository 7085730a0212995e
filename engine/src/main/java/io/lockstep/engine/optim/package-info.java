/** The flat parameter space, optimizers and learning-rate schedulers. */
@NullMarked
package io.lockstep.engine.optim;

import org.jspecify.annotations.NullMarked;
