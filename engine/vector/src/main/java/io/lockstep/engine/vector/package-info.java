/**
 * Loops over vector registers, for what oneDNN has no kernel for: they use the JDK's incubating Vector API, which a JVM
 * has only with {@code --add-modules jdk.incubator.vector}. Spark gives that option to its drivers and executors. Ask
 * {@link io.lockstep.engine.vector.VectorUnit} before anything else of this package is touched.
 */
@NullMarked
package io.lockstep.engine.vector;

import org.jspecify.annotations.NullMarked;
