/** What one executor does: train in step with the others, from its shard of the data to the checkpoint. */
@NullMarked
package io.lockstep.worker;

import org.jspecify.annotations.NullMarked;
