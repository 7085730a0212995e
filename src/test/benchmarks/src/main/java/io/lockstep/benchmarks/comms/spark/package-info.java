/** The all-reduce between the executors of a Spark cluster. The only place of the benchmarks that knows Spark. */
@NullMarked
package io.lockstep.benchmarks.comms.spark;

import org.jspecify.annotations.NullMarked;
