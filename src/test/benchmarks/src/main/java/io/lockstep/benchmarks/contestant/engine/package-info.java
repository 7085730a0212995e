/** Lockstep's engine as a contestant. */
@NullMarked
package io.lockstep.benchmarks.contestant.engine;

import org.jspecify.annotations.NullMarked;
