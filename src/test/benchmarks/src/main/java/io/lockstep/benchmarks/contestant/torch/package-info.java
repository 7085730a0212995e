/** libtorch as a contestant. */
@NullMarked
package io.lockstep.benchmarks.contestant.torch;

import org.jspecify.annotations.NullMarked;
