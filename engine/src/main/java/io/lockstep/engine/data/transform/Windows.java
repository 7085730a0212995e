package io.lockstep.engine.data.transform;

/** Cuts windows out of images. */
final class Windows {
    private Windows() {}

    /** The window of this size from (top, left) on; black where it reaches out of the image. */
    static void crop(Raster image, int top, int left, int height, int width) {
        if (top == 0 && left == 0 && height == image.height() && width == image.width()) {
            return;
        }
        image.prepareSpare(height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromY = y + top;
                int fromX = x + left;
                boolean inside = fromY >= 0 && fromY < image.height() && fromX >= 0 && fromX < image.width();
                for (int c = 0; c < image.channels(); c++) {
                    image.setSpare(y, x, c, inside ? image.get(fromY, fromX, c) : 0);
                }
            }
        }
        image.swap();
    }

    static void requireSize(String name, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    name + " expects a height and width of 1 or more, but got " + height + " x " + width);
        }
    }
}
