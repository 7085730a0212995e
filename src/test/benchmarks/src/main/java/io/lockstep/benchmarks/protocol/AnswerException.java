package io.lockstep.benchmarks.protocol;

/** A contestant says that it failed, or says what nobody asked for. */
public final class AnswerException extends RuntimeException {
    AnswerException(String error) {
        super(error);
    }

    AnswerException(String line, String fault) {
        super(fault + " but it wrote \"" + line + "\"");
    }
}
