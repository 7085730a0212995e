/** The benchmark of the all-reduce: what the user wants measured, and the order in which it is. */
@NullMarked
package io.lockstep.benchmarks.comms;

import org.jspecify.annotations.NullMarked;
