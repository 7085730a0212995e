package io.lockstep.engine.nn;

/** Channels that are cut into groups. */
final class Groups {
    private Groups() {}

    /** @throws IllegalArgumentException if {@code groups} does not divide both numbers of channels */
    static void check(String layer, long inputs, long outputs, long groups) {
        if (groups < 1 || inputs < 1 || outputs < 1 || inputs % groups != 0 || outputs % groups != 0) {
            throw new IllegalArgumentException(layer + " expects groups that divide its channels but got " + groups
                    + " groups for " + inputs + " channels in and " + outputs + " out; use a divisor of both");
        }
    }
}
