/** What is measured: networks, whether they train, in which precision. */
@NullMarked
package io.lockstep.benchmarks.task;

import org.jspecify.annotations.NullMarked;
