package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Turns bytes of images into normalised numbers, through a table of the 256 results of each channel. */
final class ImageNormalization {
    private static final int VALUES = 256;

    private byte[] source = new byte[0];
    private float[] channel = new float[0];
    private final float[] table = new float[VALUES];

    /** y [N, C, H, W] = (images [N, H, W, C] / 255 - mean[c]) / std[c]; both contiguous. */
    void normalize(NdArray images, float[] mean, float[] std, NdArray y) {
        int pixels = (int) (y.shape().size(2) * y.shape().size(3));
        int channels = mean.length;
        if (channel.length != pixels || source.length != pixels * channels) {
            source = new byte[pixels * channels];
            channel = new float[pixels];
        }
        ByteBuffer from = images.contiguousBlock().buffer();
        FloatBuffer to = y.contiguousBlock().buffer().asFloatBuffer();
        for (int c = 0; c < channels; c++) {
            fillTable(mean[c], std[c]);
            for (int n = 0; n < y.shape().size(0); n++) {
                from.get(n * source.length, source);
                for (int p = 0; p < pixels; p++) {
                    channel[p] = table[source[p * channels + c] & 0xFF];
                }
                to.put((n * channels + c) * pixels, channel);
            }
        }
    }

    private void fillTable(float mean, float std) {
        for (int value = 0; value < VALUES; value++) {
            table[value] = (value / 255f - mean) / std;
        }
    }
}
