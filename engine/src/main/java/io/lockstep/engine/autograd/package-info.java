/** Back-propagation: walks the tape from a loss to its leaves. */
@NullMarked
package io.lockstep.engine.autograd;

import org.jspecify.annotations.NullMarked;
