package io.lockstep.engine.data.transform;

/**
 * A map of the plane and its use on images, after torchvision's {@code functional.affine} and {@code rotate} for tensors
 * ({@code _get_inverse_affine_matrix}, then {@code affine_grid} and {@code grid_sample} without aligned corners).
 *
 * <p>Pixel (x, y) of the result, measured from the centre, is the image's at (a x + b y + c, d x + e y + f). The matrix
 * is the inverse of T C R(angle) S(shear) scale C^-1, with T the shift and C that of the centre.
 */
record Affine(double a, double b, double c, double d, double e, double f) {
    private static final double TOLERANCE = 1e-4;

    /**
     * @param degrees clockwise on the screen, where y points down
     * @param centreX of rotation and shear, from the image's centre, in pixels
     * @param shearX in degrees
     */
    static Affine inverse(
            double degrees,
            double shiftX,
            double shiftY,
            double scale,
            double shearX,
            double shearY,
            double centreX,
            double centreY) {
        double rotation = Math.toRadians(degrees);
        double slantX = Math.toRadians(shearX);
        double slantY = Math.toRadians(shearY);
        double cos = Math.cos(rotation - slantY) / Math.cos(slantY);
        double sin = Math.sin(rotation - slantY) / Math.cos(slantY);
        double a = (-sin * Math.tan(slantX) + Math.cos(rotation)) / scale;
        double b = (cos * Math.tan(slantX) + Math.sin(rotation)) / scale;
        double d = -sin / scale;
        double e = cos / scale;
        return new Affine(
                a,
                b,
                a * (-centreX - shiftX) + b * (-centreY - shiftY) + centreX,
                d,
                e,
                d * (-centreX - shiftX) + e * (-centreY - shiftY) + centreY);
    }

    /** Applies the map; outside of the image is {@code fill}. With {@code expand} the result holds the whole image. */
    void apply(Raster image, Interpolation interpolation, boolean expand, float fill) {
        int height = expand ? extent(image, d, e, f, image.height()) : image.height();
        int width = expand ? extent(image, a, b, c, image.width()) : image.width();
        image.prepareSpare(height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromCentreX = x - width * 0.5 + 0.5;
                double fromCentreY = y - height * 0.5 + 0.5;
                double sourceX = a * fromCentreX + b * fromCentreY + c + image.width() * 0.5 - 0.5;
                double sourceY = d * fromCentreX + e * fromCentreY + f + image.height() * 0.5 - 0.5;
                if (interpolation == Interpolation.NEAREST) {
                    nearest(image, y, x, (int) Math.rint(sourceY), (int) Math.rint(sourceX), fill);
                } else {
                    bilinear(image, y, x, sourceY, sourceX, fill);
                }
            }
        }
        image.swap();
    }

    /** Length of the image of the corners along one axis, to whole pixels outward. */
    private static int extent(Raster image, double alongX, double alongY, double shift, int size) {
        double half = Math.abs(alongX) * image.width() * 0.5 + Math.abs(alongY) * image.height() * 0.5;
        double centre = shift + size * 0.5;
        double high = Math.ceil(TOLERANCE * (long) ((centre + half) / TOLERANCE));
        double low = Math.floor(TOLERANCE * (long) ((centre - half) / TOLERANCE));
        return (int) (high - low);
    }

    private static void nearest(Raster image, int y, int x, int sourceY, int sourceX, float fill) {
        boolean inside = isInside(image, sourceY, sourceX);
        for (int channel = 0; channel < image.channels(); channel++) {
            image.setSpare(y, x, channel, inside ? image.get(sourceY, sourceX, channel) : fill);
        }
    }

    private static void bilinear(Raster image, int y, int x, double sourceY, double sourceX, float fill) {
        int top = (int) Math.floor(sourceY);
        int left = (int) Math.floor(sourceX);
        float down = (float) (sourceY - top);
        float right = (float) (sourceX - left);
        float topLeft = weight(image, top, left, (1 - down) * (1 - right));
        float topRight = weight(image, top, left + 1, (1 - down) * right);
        float bottomLeft = weight(image, top + 1, left, down * (1 - right));
        float bottomRight = weight(image, top + 1, left + 1, down * right);
        float inside = topLeft + topRight + bottomLeft + bottomRight;
        for (int channel = 0; channel < image.channels(); channel++) {
            float sum = value(image, top, left, channel, topLeft)
                    + value(image, top, left + 1, channel, topRight)
                    + value(image, top + 1, left, channel, bottomLeft)
                    + value(image, top + 1, left + 1, channel, bottomRight);
            // What lies outside is black to the sum and then fill to the mix, as in torchvision: borders fade twice.
            float value = sum * inside + (1 - inside) * fill;
            image.setSpare(y, x, channel, image.isIntegral() ? (float) Math.rint(value) : value);
        }
    }

    private static float weight(Raster image, int y, int x, float weight) {
        return isInside(image, y, x) ? weight : 0;
    }

    private static float value(Raster image, int y, int x, int channel, float weight) {
        return weight == 0 ? 0 : weight * image.get(y, x, channel);
    }

    private static boolean isInside(Raster image, int y, int x) {
        return y >= 0 && y < image.height() && x >= 0 && x < image.width();
    }
}
