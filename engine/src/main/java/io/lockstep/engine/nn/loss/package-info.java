/** Losses, with PyTorch's names and defaults. */
@NullMarked
package io.lockstep.engine.nn.loss;

import org.jspecify.annotations.NullMarked;
