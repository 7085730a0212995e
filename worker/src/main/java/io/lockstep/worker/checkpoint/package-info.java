/** Checkpoints in any of Hadoop's file systems: what they hold, how they become valid, which are kept. */
@NullMarked
package io.lockstep.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
