/** The process of one rank of Lockstep's. */
@NullMarked
package io.lockstep.benchmarks.comms.contestant;

import org.jspecify.annotations.NullMarked;
