/** What ranks and their referee say to each other, a line each. */
@NullMarked
package io.lockstep.benchmarks.comms.protocol;

import org.jspecify.annotations.NullMarked;
