/** Joins the elements of two buffers: sums, minima and maxima of each element type. */
@NullMarked
package io.lockstep.comms.reduce;

import org.jspecify.annotations.NullMarked;
