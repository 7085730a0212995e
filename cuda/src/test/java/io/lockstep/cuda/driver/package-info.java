/** Tests of the GPU's runtime on the emulated driver. */
@NullMarked
package io.lockstep.cuda.driver;

import org.jspecify.annotations.NullMarked;
