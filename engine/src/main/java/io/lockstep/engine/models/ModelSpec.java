package io.lockstep.engine.models;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;

/**
 * What a network is made for.
 *
 * @param device where its tensors live
 * @param dtype element type of parameters and images
 * @param channels of an image
 * @param height of an image in pixels
 * @param width of an image in pixels
 * @param classes logits of an image
 * @param seed of the initial values
 */
public record ModelSpec(Device device, DType dtype, int channels, int height, int width, int classes, long seed) {
    public ModelSpec {
        if (channels < 1 || height < 1 || width < 1 || classes < 1) {
            throw new IllegalArgumentException("channels, height, width and classes are 1 or more, but got " + channels
                    + ", " + height + ", " + width + " and " + classes);
        }
    }
}
