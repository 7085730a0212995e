/** The table and the picture of the vanishing gradient. */
@NullMarked
package io.lockstep.driver.gradients;

import org.jspecify.annotations.NullMarked;
