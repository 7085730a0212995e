package io.lockstep.comms;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many connections a rank refused while its mesh was formed; kinds that did not occur are left out. */
public record Refusals(Map<Refusal, Long> counts) {
    public static final Refusals NONE = new Refusals(Map.of());

    public Refusals {
        counts = Map.copyOf(counts);
    }

    public long count(Refusal kind) {
        return counts.getOrDefault(kind, 0L);
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Such as {@code 3 connections: 2 that did not know the job's secret, 1 that ...}. */
    @Override
    public String toString() {
        Map<Refusal, Long> ordered = new EnumMap<>(Refusal.class);
        ordered.putAll(counts);
        return ordered.entrySet().stream()
                .map(entry -> entry.getValue() + " that " + entry.getKey().words())
                .collect(Collectors.joining(", ", total() == 1 ? "1 connection: " : total() + " connections: ", ""));
    }
}
