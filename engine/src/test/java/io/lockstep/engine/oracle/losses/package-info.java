/** Losses beside libtorch. */
@NullMarked
package io.lockstep.engine.oracle.losses;

import org.jspecify.annotations.NullMarked;
