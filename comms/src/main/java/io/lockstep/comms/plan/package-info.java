/**
 * The algorithms of the collectives, free of I/O: an algorithm writes down a {@link io.lockstep.comms.plan.Plan} for one
 * rank, and a {@link io.lockstep.comms.plan.Transfer} says which bytes may move next.
 */
@NullMarked
package io.lockstep.comms.plan;

import org.jspecify.annotations.NullMarked;
