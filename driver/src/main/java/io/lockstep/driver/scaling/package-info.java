/** Scaling experiments: what runs on several numbers of workers show, what they let expect, and how that is told. */
@NullMarked
package io.lockstep.driver.scaling;

import org.jspecify.annotations.NullMarked;
