/** The all-reduce of ranks on one host through memory that they share. */
@NullMarked
package io.lockstep.comms.memory;

import org.jspecify.annotations.NullMarked;
