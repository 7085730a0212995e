package io.lockstep.cuda.emulator;

import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversions of 16-bit floats, and the tensor cores' products, against definitions written another way. */
final class EmulatedArithmeticTest {
    private static final long SEED = 7;

    @Test
    void sixteenBitFloatsAreTheNearest() {
        float[] x = interestingFloats();
        int n = x.length;
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr in = floats(x), b = ProbeGpu.allocate(2L * n), h = ProbeGpu.allocate(2L * n);
            CUdeviceptr fromB = ProbeGpu.allocate(4L * n), fromH = ProbeGpu.allocate(4L * n);
            CUdeviceptr whole = ProbeGpu.allocate(4L * n), tf32 = ProbeGpu.allocate(4L * n);
            ProbeGpu.ok(ProbeGpu.launch(
                    gpu.function("probe_conversions"),
                    (n + 255) / 256,
                    256,
                    0,
                    null,
                    in,
                    b,
                    h,
                    fromB,
                    fromH,
                    whole,
                    tf32,
                    n));
            float[] bf16 = floats(fromB, n), half = floats(fromH, n), rounded = floats(tf32, n);
            int[] ints = ProbeGpu.ints(whole, n);
            for (int i = 0; i < n; i++) {
                String what = "of " + x[i] + " (bits " + Integer.toHexString(Float.floatToRawIntBits(x[i])) + ")";
                assertThat(bf16[i])
                        .describedAs("bf16 " + what)
                        .isEqualTo(Float.valueOf(nearest(x[i], 8, -126, 127, true)));
                assertThat(half[i])
                        .describedAs("f16 " + what)
                        .isEqualTo(Float.valueOf(nearest(x[i], 11, -14, 15, true)));
                assertThat(rounded[i])
                        .describedAs("tf32 " + what)
                        .isEqualTo(Float.valueOf(nearest(x[i], 11, -126, 127, false)));
                assertThat(ints[i]).describedAs("int " + what).isEqualTo((int) x[i]);
            }
        }
    }

    private static float[] interestingFloats() {
        float[] edges = {
            0f,
            -0f,
            1f,
            -1f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            Float.MIN_VALUE,
            65504f,
            65519.99f,
            65520f,
            -65520f,
            65536f,
            0x1p-14f,
            0x1p-15f,
            0x1p-24f,
            0x1p-25f,
            0x1.000002p-25f,
            0x1.8p-24f,
            0x1.ffcp-15f,
            0x1.ffep-15f,
            0x1.01p0f,
            0x1.03p0f,
            0x1.0100002p0f,
            0x1.002p0f,
            0x1.006p0f,
            0x1p31f,
            1e10f,
            -1e10f,
            0x1p-133f,
            0x1p-134f,
            0x1.8p-133f
        };
        Random random = new Random(SEED);
        float[] all = Arrays.copyOf(edges, 3000);
        for (int i = edges.length; i < all.length; i++) {
            // All exponents, or those of float16.
            int bits = random.nextInt();
            all[i] = i % 2 == 0 ? Float.intBitsToFloat(bits) : Float.intBitsToFloat((bits & 0x8fffffff) | 0x30000000);
        }
        return all;
    }

    /** The nearest number of so many digits and exponents; of two, the even one, or the one away from zero. */
    private static float nearest(float x, int digits, int minExponent, int maxExponent, boolean even) {
        if (Float.isNaN(x) || Float.isInfinite(x) || x == 0) {
            return x;
        }
        int exponent = Math.max(Math.getExponent((double) x), minExponent);
        double unit = Math.scalb(1.0, exponent - digits + 1);
        double steps = Math.abs((double) x) / unit;
        double value = (even ? Math.rint(steps) : Math.floor(steps + 0.5)) * unit;
        double limit = Math.scalb(2.0, maxExponent);
        return (float) Math.copySign(value >= limit ? Double.POSITIVE_INFINITY : value, x);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "f16", "tf32"})
    void fragmentsLieAsTheInstructionSetSays(String type) {
        int depth = type.equals("tf32") ? 8 : 16;
        float[] a = smallNumbers(16 * depth, 1), bt = smallNumbers(8 * depth, 2);
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr c = ProbeGpu.allocate(4 * 128);
            ProbeGpu.ok(gpu.run("fragment_" + type, 32, encoded(type, a), encoded(type, bt), c));
            assertProduct(floats(c, 128), 0, a, bt, depth);
        }
    }

    @Test
    void ldmatrixLoadsTheSameFragments() {
        float[] a = smallNumbers(256, 3), bt = smallNumbers(128, 4);
        for (String mode : new String[] {"order=forward", "order=reversed"}) {
            try (ProbeGpu gpu = new ProbeGpu(mode)) {
                CUdeviceptr c = ProbeGpu.allocate(4 * 256);
                ProbeGpu.ok(gpu.run("fragment_ldmatrix", 32, encoded("bf16", a), encoded("bf16", bt), c));
                float[] found = floats(c, 256);
                assertProduct(found, 0, a, bt, 16);
                assertProduct(found, 128, a, bt, 16);
            }
        }
    }

    /** Whole numbers: every type and every order of summation gives the same. */
    private static float[] smallNumbers(int count, long seed) {
        Random random = new Random(SEED + seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(17) - 8;
        }
        return numbers;
    }

    private static CUdeviceptr encoded(String type, float[] values) {
        if (type.equals("tf32")) {
            return floats(values);
        }
        short[] bits = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            int single = Float.floatToRawIntBits(values[i]);
            boolean half = type.equals("f16");
            // Exact for small whole numbers: the exponent moves from bias 127 to 15.
            int shifted = ((single >>> 16) & 0x8000) | (((single & 0x7fffffff) - (112 << 23)) >>> 13);
            bits[i] = (short) (half ? (values[i] == 0 ? 0 : shifted) : single >>> 16);
        }
        CUdeviceptr memory = ProbeGpu.allocate(2L * bits.length);
        ProbeGpu.ok(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(bits), 2L * bits.length));
        return memory;
    }

    private static void assertProduct(float[] c, int offset, float[] a, float[] bt, int depth) {
        for (int row = 0; row < 16; row++) {
            for (int column = 0; column < 8; column++) {
                float sum = 1;
                for (int k = 0; k < depth; k++) {
                    sum += a[row * depth + k] * bt[column * depth + k];
                }
                assertThat(c[offset + row * 8 + column])
                        .describedAs("row %d, column %d", row, column)
                        .isEqualTo(sum, Offset.offset(0f));
            }
        }
    }

    private static CUdeviceptr floats(float... values) {
        CUdeviceptr memory = ProbeGpu.allocate(4L * values.length);
        ProbeGpu.ok(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(values), 4L * values.length));
        return memory;
    }

    private static float[] floats(CUdeviceptr from, int count) {
        ProbeGpu.ok(JCudaDriver.cuCtxSynchronize());
        float[] values = new float[count];
        ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), from, 4L * count));
        return values;
    }
}
