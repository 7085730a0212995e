package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/** Pictures of bytes to normalised images. */
final class ImageNormalizationCases implements ParityCases {
    @Override
    public String name() {
        return "images";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (int channels : new int[] {1, 3, 4, 70}) {
                Twin pictures = parity.whole(DType.UINT8, 0, 256, 2, 5, 7, channels);
                compare(parity, pictures, parity.fresh(dtype, 2, channels, 5, 7), channels, "");
                Twin plain = parity.normal(dtype, 2, channels, 5, 7);
                compare(parity, pictures, plain, channels, " to plain order");
            }
            Twin planes = parity.whole(DType.UINT8, 0, 256, 2, 3, 5, 7)
                    .view(Shape.of(2, 5, 7, 3), new long[] {105, 7, 1, 35}, 0);
            compare(parity, planes, parity.fresh(dtype, 2, 3, 5, 7), 3, " from planes");
        }
    }

    private static void compare(Parity parity, Twin pictures, Twin y, int channels, String how) {
        float[] mean = new float[channels];
        float[] std = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = 0.4f + 0.01f * c;
            std[c] = 0.2f + 0.02f * c;
        }
        parity.run(side -> side.backend().normalizeImages(side.of(pictures), mean, std, side.of(y)));
        DType dtype = y.expected().dtype();
        parity.compare("images " + dtype + " of " + channels + " channels" + how, y, Tolerances.of(dtype));
    }
}
