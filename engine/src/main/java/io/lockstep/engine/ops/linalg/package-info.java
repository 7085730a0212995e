/** Decompositions of matrices and what is computed from them: in double on the host, with differentiable rules. */
@NullMarked
package io.lockstep.engine.ops.linalg;

import org.jspecify.annotations.NullMarked;
