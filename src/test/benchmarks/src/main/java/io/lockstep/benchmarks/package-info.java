/** Measures Lockstep beside others. */
@NullMarked
package io.lockstep.benchmarks;

import org.jspecify.annotations.NullMarked;
