/** Augmentation that mixes the samples of a batch. */
@NullMarked
package io.lockstep.engine.data.mix;

import org.jspecify.annotations.NullMarked;
