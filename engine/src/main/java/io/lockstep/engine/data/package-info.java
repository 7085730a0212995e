/** Data sets, the plan of who sees which sample when, and the loader that turns samples into host batches. */
@NullMarked
package io.lockstep.engine.data;

import org.jspecify.annotations.NullMarked;
