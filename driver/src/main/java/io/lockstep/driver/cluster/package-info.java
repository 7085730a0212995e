/** Spark's settings, its executors, and the attempts of a run on them. */
@NullMarked
package io.lockstep.driver.cluster;

import org.jspecify.annotations.NullMarked;
