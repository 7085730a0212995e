/** The process that computes: one engine, one task, driven by the lines it reads. */
@NullMarked
package io.lockstep.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
