/** The engine beside libtorch, which was written by others and shares no code with it. */
@NullMarked
package io.lockstep.engine.oracle;

import org.jspecify.annotations.NullMarked;
