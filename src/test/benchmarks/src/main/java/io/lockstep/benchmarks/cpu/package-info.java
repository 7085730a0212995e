/** The benchmark of the processor: who computes what, in which order, and how long. */
@NullMarked
package io.lockstep.benchmarks.cpu;

import org.jspecify.annotations.NullMarked;
