package io.lockstep.comms;

/** The communicator was ended on purpose, by {@link Communicator#abort} on some rank or by closing it, or by a fault of its own. */
public final class CommunicatorAbortedException extends CommunicatorException {
    CommunicatorAbortedException(String message) {
        super(message);
    }
}
