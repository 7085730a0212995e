package io.lockstep.engine.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** The devices that were opened and not closed yet, for those who look for leaks: what a device holds goes with it. */
public final class OpenDevices {
    private static final Map<Device, Throwable> OPEN = Collections.synchronizedMap(new WeakHashMap<>());

    private OpenDevices() {}

    static void opened(Device device) {
        OPEN.put(device, new Throwable("opened here"));
    }

    static void closed(Device device) {
        OPEN.remove(device);
    }

    /** Where each was opened that is still open and that somebody can still reach. */
    public static List<Throwable> places() {
        synchronized (OPEN) {
            return new ArrayList<>(OPEN.values());
        }
    }
}
