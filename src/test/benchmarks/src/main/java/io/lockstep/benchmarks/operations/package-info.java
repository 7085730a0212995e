/** The benchmark of single operations beside libtorch. */
@NullMarked
package io.lockstep.benchmarks.operations;

import org.jspecify.annotations.NullMarked;
