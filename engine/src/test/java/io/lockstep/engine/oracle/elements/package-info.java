/** Views, indices, joining and statistics beside libtorch's. */
@NullMarked
package io.lockstep.engine.oracle.elements;

import org.jspecify.annotations.NullMarked;
