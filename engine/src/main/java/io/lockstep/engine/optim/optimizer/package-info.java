/**
 * Optimizers over lists of tensors in parameter groups, as PyTorch's {@code torch.optim}, and what goes with them: clipping
 * of gradients, moving averages of parameters, early stopping. They stand in a package of their own since the optimizer of
 * the flat space next door is called {@code Sgd}, and two names that differ in case alone are one file on some systems.
 *
 * <p>All updates work on ranges [n] of contiguous elements, as the flat space has them: a range of the flat space is a
 * parameter like any other.
 */
@NullMarked
package io.lockstep.engine.optim.optimizer;

import org.jspecify.annotations.NullMarked;
