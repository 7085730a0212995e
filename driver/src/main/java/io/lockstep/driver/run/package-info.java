/** The folder a run leaves behind: configuration, metrics, summary, curves and checkpoints. */
@NullMarked
package io.lockstep.driver.run;

import org.jspecify.annotations.NullMarked;
