/**
 * Sums over vector registers, right in the buffers of the network and of other processes: they use the JDK's incubating Vector
 * API, which a JVM has only with {@code --add-modules jdk.incubator.vector}. Spark gives that option to its drivers and
 * executors.
 */
@NullMarked
package io.lockstep.comms.vector;

import org.jspecify.annotations.NullMarked;
