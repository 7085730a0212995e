/** What lies under all tensors: element types, shapes, native memory and the kernels that work on it. */
@NullMarked
package io.lockstep.engine.backend;

import org.jspecify.annotations.NullMarked;
