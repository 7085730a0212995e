/**
 * The kernels of the whole vocabulary for every element type and any strides, a tile at a time: elements are moved to
 * arrays of the heap, computed there in loops that become vector instructions, and moved back.
 */
@NullMarked
package io.lockstep.engine.backend.tiled;

import org.jspecify.annotations.NullMarked;
