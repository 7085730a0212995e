package io.lockstep.worker.config;

import org.jspecify.annotations.Nullable;

/**
 * One option of a run: {@code --name} on the command line, {@code name:} in a configuration file.
 *
 * @param <T> the value's type
 * @param name in kebab case
 * @param group heading under which help shows it
 * @param defaultText what stands when nothing is given, as a user would write it; null if there is nothing
 * @param required whether a run without it is a fault
 * @param help one sentence
 */
public record Option<T>(
        String name,
        Group group,
        OptionType<T> type,
        @Nullable String defaultText,
        boolean required,
        String help) {
    /** Headings of the help. */
    public enum Group {
        MODEL("Data and model"),
        OPTIMISATION("Optimisation"),
        CLUSTER("Workers"),
        RECORD("Progress and checkpoints");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        public String heading() {
            return heading;
        }
    }
}
