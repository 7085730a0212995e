package io.lockstep.comms;

import java.util.List;

/**
 * Tells every rank the address of every other, before there is a mesh to do it. On Spark it is the all-gather of a
 * barrier stage.
 */
@FunctionalInterface
public interface AddressExchange {
    /**
     * Gives {@code own} to all ranks and returns the strings of all ranks, indexed by rank. Called once per mesh, by the
     * thread that calls {@link Mesh#join}; an implementation bounds its own waiting.
     *
     * @throws Exception if the ranks cannot be reached; {@link Mesh#join} turns it into a {@link RendezvousException}
     */
    List<String> exchange(String own) throws Exception;
}
