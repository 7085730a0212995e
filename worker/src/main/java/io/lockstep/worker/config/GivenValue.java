package io.lockstep.worker.config;

/**
 * A value as the user wrote it.
 *
 * @param source where it stands, to be named in a fault: {@code --lr} or {@code lr (train.yaml)}
 */
public record GivenValue(String text, String source) {}
