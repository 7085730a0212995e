package io.lockstep.comms;

/** A failure that ended a communicator, or kept a mesh from forming. The subclass says what a caller can act on. */
public abstract sealed class CommunicatorException extends RuntimeException
        permits CommunicatorAbortedException,
                OperationMismatchException,
                OperationTimeoutException,
                PeerLostException,
                RendezvousException {
    CommunicatorException(String message) {
        super(message);
    }
}
