/** Products and linear algebra beside libtorch. */
@NullMarked
package io.lockstep.engine.oracle.linalg;

import org.jspecify.annotations.NullMarked;
