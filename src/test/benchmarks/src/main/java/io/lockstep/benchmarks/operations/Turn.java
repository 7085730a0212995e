package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Conversation;

/**
 * Calls of an operation in a row, for some time.
 *
 * @param nanos of a call, the median
 * @param heapBytes for each call
 * @param nativeBytes for each call
 * @param foreign cores that others kept busy meanwhile
 */
record Turn(double nanos, double heapBytes, double nativeBytes, double foreign) {
    private static final String ERROR = "error ";

    /** Has {@code process} call the operation for so long. */
    static Turn of(Conversation process, String operation, long duration) throws InterruptedException {
        String answer = process.ask(operation + " " + duration);
        String[] words = answer.split(" ", -1);
        if (answer.startsWith(ERROR) || words.length != 4) {
            throw new BenchmarkException(answer + "; see " + process.record());
        }
        return new Turn(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]));
    }
}
