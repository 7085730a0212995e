package io.lockstep.comms;

/** The mesh did not form in time; the message names each rank that did not come, its address and the time waited. */
public final class RendezvousException extends CommunicatorException {
    RendezvousException(String message) {
        super(message);
    }

    RendezvousException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}
