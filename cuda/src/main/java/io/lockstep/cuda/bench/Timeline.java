package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Event;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When what went on in which stream, by the GPU's own clock. */
final class Timeline implements AutoCloseable {
    private final Gpu gpu;
    private final List<Event> events = new ArrayList<>();
    private final List<Open> bars = new ArrayList<>();
    private final Event start;

    Timeline(Gpu gpu) {
        this.gpu = gpu;
        start = mark(gpu.settled());
    }

    /**
     * What went on.
     *
     * @param row its stream
     * @param startMillis from the timeline's start on
     */
    record Bar(String row, String name, double startMillis, double endMillis) {
        double millis() {
            return endMillis - startMillis;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%-9s %-34s %9.3f to %9.3f ms (%.3f)", row, name, startMillis, endMillis, millis());
        }
    }

    private record Open(String row, String name, Event start, Event end) {}

    Event start() {
        return start;
    }

    /** Now, in {@code stream}. */
    Event mark(Stream stream) {
        Event event = gpu.timedEvent();
        events.add(event);
        event.record(stream);
        return event;
    }

    void add(String row, String name, Event from, Event to) {
        bars.add(new Open(row, name, from, to));
    }

    /** Waits for all of it. */
    List<Bar> bars() {
        events.forEach(Event::synchronize);
        return bars.stream()
                .map(bar -> new Bar(bar.row, bar.name, bar.start.millisSince(start), bar.end.millisSince(start)))
                .toList();
    }

    @Override
    public void close() {
        events.forEach(Event::close);
    }
}
