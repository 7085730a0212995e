package io.lockstep.comms;

/** Two ranks submitted different operations at the same place of the sequence: a fault of the training program. */
public final class OperationMismatchException extends CommunicatorException {
    OperationMismatchException(String message) {
        super(message);
    }
}
