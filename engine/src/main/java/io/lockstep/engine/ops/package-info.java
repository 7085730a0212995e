/** The operations, one family per file, with forward and backward beside each other. */
@NullMarked
package io.lockstep.engine.ops;

import org.jspecify.annotations.NullMarked;
