/** Mixed precision beside libtorch: what autocast computes in which type, and scaling of the loss. */
@NullMarked
package io.lockstep.engine.oracle.amp;

import org.jspecify.annotations.NullMarked;
