package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNormalizationTest {
    private final Comparison comparison = new Comparison();
    private final OwnedAllocator allocator = new OwnedAllocator();

    @AfterEach
    void close() {
        comparison.close();
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 1, 28, 28", "7, 3, 5, 11"})
    void agreesWithTheReference(int n, int c, int h, int w) {
        NdArray images = NdArray.deferred(allocator, DType.UINT8, Shape.of(n, h, w, c));
        byte[] bytes = new byte[n * h * w * c];
        new Random(4).nextBytes(bytes);
        ByteBuffer elements = images.contiguousBlock().buffer();
        elements.put(bytes);
        float[] mean = new float[c];
        float[] std = new float[c];
        for (int i = 0; i < c; i++) {
            mean[i] = 0.4f + 0.05f * i;
            std[i] = 0.2f + 0.01f * i;
        }
        NdArray expected = comparison.fresh(n, c, h, w);
        comparison.reference.normalizeImages(images, mean, std, expected);
        NdArray y = comparison.slot(n, c, h, w);
        comparison.oneDnn.normalizeImages(images, mean, std, y);
        comparison.assertClose(y, expected);
        comparison.assertNeighboursUntouched(y);
    }
}
