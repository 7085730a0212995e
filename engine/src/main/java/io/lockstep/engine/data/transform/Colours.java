package io.lockstep.engine.data.transform;

/**
 * Operations on the colours of images of one (grey) or three channels (red, green, blue), after torchvision's functions
 * for tensors, with the places where bytes drop their fraction.
 */
final class Colours {
    private static final float RED = 0.2989f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    /** What torchvision multiplies floats with to get bytes: 255 + 1 - 1e-3. */
    private static final float TO_BYTES = 255.999f;

    private Colours() {}

    /** factor times the image. */
    static void brightness(Raster image, double factor) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    blend(image, y, x, c, 0, factor);
                }
            }
        }
    }

    /** Away from the mean of the grey image for factors above 1, towards it below. */
    static void contrast(Raster image, double factor) {
        double sum = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                sum += grey(image, y, x);
            }
        }
        float mean = (float) (sum / ((double) image.height() * image.width()));
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    blend(image, y, x, c, mean, factor);
                }
            }
        }
    }

    /** Away from the grey image for factors above 1, towards it below; grey images stay as they are. */
    static void saturation(Raster image, double factor) {
        if (image.channels() == 1) {
            return;
        }
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                float grey = grey(image, y, x);
                for (int c = 0; c < image.channels(); c++) {
                    blend(image, y, x, c, grey, factor);
                }
            }
        }
    }

    /** Turns the hue by this share of the circle; grey images stay as they are. */
    static void hue(Raster image, double turn) {
        if (image.channels() == 1) {
            return;
        }
        float[] colour = new float[3];
        float scale = image.isIntegral() ? image.bound() : 1;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    colour[c] = image.get(y, x, c) / scale;
                }
                toHueSaturationValue(colour);
                float turned = colour[0] + (float) turn;
                colour[0] = turned - (float) Math.floor(turned);
                toRedGreenBlue(colour);
                for (int c = 0; c < 3; c++) {
                    image.set(y, x, c, image.isIntegral() ? colour[c] * TO_BYTES : colour[c]);
                }
            }
        }
    }

    private static float grey(Raster image, int y, int x) {
        if (image.channels() == 1) {
            return image.get(y, x, 0);
        }
        float grey = RED * image.get(y, x, 0) + GREEN * image.get(y, x, 1) + BLUE * image.get(y, x, 2);
        return image.isIntegral() ? (int) grey : grey;
    }

    private static void blend(Raster image, int y, int x, int c, float other, double factor) {
        float blended = (float) factor * image.get(y, x, c) + (float) (1 - factor) * other;
        image.set(y, x, c, clamp(blended, image.bound()));
    }

    private static float clamp(float value, float bound) {
        return Math.min(Math.max(value, 0), bound);
    }

    private static void toHueSaturationValue(float[] colour) {
        float red = colour[0];
        float green = colour[1];
        float blue = colour[2];
        float max = Math.max(red, Math.max(green, blue));
        float range = max - Math.min(red, Math.min(green, blue));
        float divisor = range == 0 ? 1 : range;
        float redDistance = (max - red) / divisor;
        float greenDistance = (max - green) / divisor;
        float blueDistance = (max - blue) / divisor;
        float sixths;
        if (max == red) {
            sixths = blueDistance - greenDistance;
        } else if (max == green) {
            sixths = 2 + redDistance - blueDistance;
        } else {
            sixths = 4 + greenDistance - redDistance;
        }
        colour[0] = (sixths / 6 + 1) % 1;
        colour[1] = range == 0 ? 0 : range / max;
        colour[2] = max;
    }

    private static void toRedGreenBlue(float[] colour) {
        float value = colour[2];
        float saturation = colour[1];
        float sixths = colour[0] * 6;
        int sector = (int) Math.floor(sixths);
        float fraction = sixths - sector;
        float low = clamp(value * (1 - saturation), 1);
        float falling = clamp(value * (1 - saturation * fraction), 1);
        float rising = clamp(value * (1 - saturation * (1 - fraction)), 1);
        switch (sector % 6) {
            case 0 -> put(colour, value, rising, low);
            case 1 -> put(colour, falling, value, low);
            case 2 -> put(colour, low, value, rising);
            case 3 -> put(colour, low, falling, value);
            case 4 -> put(colour, rising, low, value);
            default -> put(colour, value, low, falling);
        }
    }

    private static void put(float[] colour, float red, float green, float blue) {
        colour[0] = red;
        colour[1] = green;
        colour[2] = blue;
    }
}
