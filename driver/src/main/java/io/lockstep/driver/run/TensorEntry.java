package io.lockstep.driver.run;

import java.util.List;

/**
 * A tensor in a file.
 *
 * @param dtype the format's code, such as {@code F32}
 */
public record TensorEntry(String name, List<Long> shape, String dtype, long bytes) {
    public long numel() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
