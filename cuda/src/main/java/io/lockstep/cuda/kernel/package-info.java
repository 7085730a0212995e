/** The kernels of the backend, one class per family, named as those of the reference backend. */
@NullMarked
package io.lockstep.cuda.kernel;

import org.jspecify.annotations.NullMarked;
