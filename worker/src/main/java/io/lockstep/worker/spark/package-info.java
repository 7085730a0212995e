/**
 * How Spark runs the workers: one barrier stage with one task per worker, and the way of their events to the driver. The
 * only place of this module that knows Spark.
 */
@NullMarked
package io.lockstep.worker.spark;

import org.jspecify.annotations.NullMarked;
