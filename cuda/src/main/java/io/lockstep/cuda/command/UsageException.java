package io.lockstep.cuda.command;

/** A command line that cannot be obeyed; the message is one line that says why and what to write instead. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
