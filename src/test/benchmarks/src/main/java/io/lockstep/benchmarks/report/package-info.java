/** Figures and how they are shown. */
@NullMarked
package io.lockstep.benchmarks.report;

import org.jspecify.annotations.NullMarked;
