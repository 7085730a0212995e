/** What a worker is asked to measure, and what it measured: the records that travel between driver and workers. */
@NullMarked
package io.lockstep.worker.measurement;

import org.jspecify.annotations.NullMarked;
