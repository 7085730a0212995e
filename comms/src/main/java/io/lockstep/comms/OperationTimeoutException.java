package io.lockstep.comms;

/** An operation did not finish within its deadline; the message names the ranks it waited for and how far it got. */
public final class OperationTimeoutException extends CommunicatorException {
    OperationTimeoutException(String message) {
        super(message);
    }
}
