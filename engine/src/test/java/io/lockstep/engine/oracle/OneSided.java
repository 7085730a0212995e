package io.lockstep.engine.oracle;

import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;

/**
 * Initial values for networks so deep that no batch keeps all of their million inputs of relu away from 0. Batch
 * normalisation puts those of a channel around 1 or around -1, alternately, with a standard deviation of a half: a
 * quarter as many as usual lie near 0, and enough on the other side for relu to matter.
 */
final class OneSided {
    private static final String STATISTICS = ".running_var";
    private static final float SCALE = 0.5f;

    private OneSided() {}

    static void start(Module module) {
        Map<String, Tensor> parameters = module.namedParameters();
        for (String name : module.namedBuffers().keySet()) {
            if (name.endsWith(STATISTICS)) {
                String layer = name.substring(0, name.length() - STATISTICS.length());
                FloatBuffer scale = elements(parameters, layer + ".weight");
                FloatBuffer shift = elements(parameters, layer + ".bias");
                for (int c = 0; c < scale.capacity(); c++) {
                    scale.put(c, SCALE);
                    shift.put(c, c % 2 == 0 ? 1 : -1);
                }
            }
        }
    }

    private static FloatBuffer elements(Map<String, Tensor> parameters, String name) {
        return Objects.requireNonNull(parameters.get(name), name)
                .contiguousBuffer()
                .asFloatBuffer();
    }
}
