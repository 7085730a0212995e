/** Experiments that show how training behaves; each is a function of its settings, without a cluster. */
@NullMarked
package io.lockstep.worker.experiment;

import org.jspecify.annotations.NullMarked;
