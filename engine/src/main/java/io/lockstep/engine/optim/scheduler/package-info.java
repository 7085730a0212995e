/**
 * Schedulers of the learning rate, as PyTorch's {@code torch.optim.lr_scheduler}: each changes the rates of an optimizer's
 * parameter groups when its {@code step()} is called, after every epoch or after every step of the optimizer, as the user
 * likes. Most compute the next rate from the current one, so that several work together on one optimizer.
 */
@NullMarked
package io.lockstep.engine.optim.scheduler;

import org.jspecify.annotations.NullMarked;
