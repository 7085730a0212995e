/** Who takes part, and how its processes are started and spoken to. */
@NullMarked
package io.lockstep.benchmarks.comms.entrant;

import org.jspecify.annotations.NullMarked;
