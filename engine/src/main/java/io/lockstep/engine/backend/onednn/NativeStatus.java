package io.lockstep.engine.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

/** The one place that looks at what oneDNN's functions return. */
final class NativeStatus {
    private NativeStatus() {}

    /** @throws IllegalStateException if {@code status} is not success; {@code what} names what was run */
    static void check(int status, String what) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN failed with status " + status + " in " + what
                    + "; ONEDNN_VERBOSE=all in the environment tells why");
        }
    }
}
