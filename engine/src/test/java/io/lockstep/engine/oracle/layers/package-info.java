/** Recurrent layers, attention and lookups beside libtorch. */
@NullMarked
package io.lockstep.engine.oracle.layers;

import org.jspecify.annotations.NullMarked;
