/** Gradients that travel while the next step begins: how they are cut, and in which order they go. */
@NullMarked
package io.lockstep.worker.overlap;

import org.jspecify.annotations.NullMarked;
