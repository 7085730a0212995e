package io.lockstep.worker.spark;

import io.lockstep.comms.CommunicatorException;
import io.lockstep.comms.OperationMismatchException;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Why a worker gave up.
 *
 * @param message one line
 * @param trace the stack trace, for those who ask for it
 */
record WorkerFailure(Kind kind, String message, String trace) {
    /** Who can do something about it, the most telling kind first. */
    enum Kind {
        /** The user. */
        FAULT,
        /** Who develops Lockstep. */
        BUG,
        /** A new attempt. */
        LOSS
    }

    static WorkerFailure of(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return new WorkerFailure(kind(thrown), message(thrown), trace.toString());
    }

    private static Kind kind(Throwable thrown) {
        if (thrown instanceof LockstepException) {
            return Kind.FAULT;
        }
        boolean loss = thrown instanceof RestartableException
                || isLostPeer(thrown)
                || thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || thrown instanceof InterruptedException;
        return loss ? Kind.LOSS : Kind.BUG;
    }

    /** Whether the mesh broke, other than by ranks that do different things, which every attempt would do again. */
    private static boolean isLostPeer(Throwable thrown) {
        return thrown instanceof CommunicatorException && !(thrown instanceof OperationMismatchException);
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        boolean speaksForItself = thrown instanceof LockstepException || thrown instanceof RestartableException;
        if (message != null && speaksForItself) {
            return message;
        }
        String name = thrown.getClass().getSimpleName();
        return message == null
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }
}
