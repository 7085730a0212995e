/**
 * The mesh of workers and its collectives: authenticated TCP links between all ranks of a job, and all-reduce,
 * broadcast, all-gather and barrier over them. It knows bytes and element types, never tensors.
 *
 * <p>{@link io.lockstep.comms.Mesh#join} forms the mesh, {@link io.lockstep.comms.Communicator} is what training code
 * uses. One thread per communicator owns every data socket; the page {@code docs/comms.md} has the wire format.
 */
@NullMarked
package io.lockstep.comms;

import org.jspecify.annotations.NullMarked;
