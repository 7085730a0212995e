/** Checks a GPU and its driver: that Lockstep's kernels compute on it what they should. */
@NullMarked
package io.lockstep.cuda.check;

import org.jspecify.annotations.NullMarked;
