/** What came out, and how it is shown. */
@NullMarked
package io.lockstep.benchmarks.comms.report;

import org.jspecify.annotations.NullMarked;
