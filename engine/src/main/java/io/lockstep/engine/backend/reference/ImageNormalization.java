package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/** Turns bytes with interleaved channels into normalised planes. */
final class ImageNormalization {
    void normalize(NdArray images, float[] mean, float[] std, NdArray y) {
        Strided from = new Strided(images);
        Strided to = new Strided(y);
        Shape shape = y.shape();
        for (long n = 0; n < shape.size(0); n++) {
            for (int c = 0; c < shape.size(1); c++) {
                for (long h = 0; h < shape.size(2); h++) {
                    for (long w = 0; w < shape.size(3); w++) {
                        to.set(n, c, h, w, (from.get(n, h, w, c) / 255 - mean[c]) / std[c]);
                    }
                }
            }
        }
    }
}
