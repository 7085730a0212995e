/** Tests of the whole of Lockstep: its jar and scripts, on a real Spark cluster and a real HDFS. */
@NullMarked
package io.lockstep.systemtests;

import org.jspecify.annotations.NullMarked;
