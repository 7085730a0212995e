/** Image transforms against torchvision's formulas on libtorch. */
@NullMarked
package io.lockstep.engine.oracle.transform;

import org.jspecify.annotations.NullMarked;
