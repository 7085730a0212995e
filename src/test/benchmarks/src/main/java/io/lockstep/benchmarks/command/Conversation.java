package io.lockstep.benchmarks.command;

/** With someone who answers each line with a line. */
public interface Conversation extends AutoCloseable {
    /** Sends {@code command} and waits for the answer. */
    String ask(String command) throws InterruptedException;

    /** Where to look when it goes wrong. */
    String record();

    /** Ends it. */
    @Override
    void close();
}
