package io.lockstep.engine.tour;

import io.lockstep.engine.tensor.Device;
import org.jspecify.annotations.Nullable;

/** What snippets have at hand: a device, and a way to print. */
abstract class Tour implements AutoCloseable {
    final Device device = Device.open("cpu");
    private final StringBuilder printed = new StringBuilder();

    final void print(@Nullable Object value) {
        printed.append(value).append('\n');
    }

    final String printed() {
        return printed.toString();
    }

    @Override
    public final void close() {
        device.close();
    }
}
