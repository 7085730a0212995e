/** All kernels as plain loops in double precision: the executable specification that other backends are tested against. */
@NullMarked
package io.lockstep.engine.backend.reference;

import org.jspecify.annotations.NullMarked;
