package io.lockstep.engine.leaks;

import io.lockstep.engine.tensor.OpenDevices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class of tests that leaves a device open, with the place where it was opened. Registered for all of them. */
public final class LeakDetector implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(LeakDetector.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(OURS).put(context.getUniqueId(), new HashSet<>(OpenDevices.places()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Set<?> before = context.getStore(OURS).get(context.getUniqueId(), Set.class);
        List<Throwable> left = OpenDevices.places();
        left.removeIf(place -> before != null && before.contains(place));
        if (!left.isEmpty()) {
            AssertionError error = new AssertionError(left.size() + " devices were opened by the tests of "
                    + context.getDisplayName() + " and not closed; close each, which frees its memory");
            left.forEach(error::addSuppressed);
            throw error;
        }
    }
}
