package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.format.CorruptFileException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes picture files to RGB with the JDK's readers: grey is repeated in all channels, transparency is dropped. */
public final class Pictures {
    private static final int CHANNELS = 3;
    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff");
    private static final String CURE = "replace it by a PNG or JPEG in RGB or grey, or take it out of the data set";

    private Pictures() {}

    /** Whether the name is that of a picture that can be read. */
    static boolean isPicture(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(lower::endsWith);
    }

    /**
     * Reads a file as an image of 3 channels.
     *
     * @throws FileNotFoundException if there is no such file
     * @throws CorruptFileException if it is damaged, cut short or of a format that the JDK does not read
     */
    public static Image read(ByteSource file) throws IOException {
        try (InputStream in = file.open();
                ImageInputStream input = new MemoryCacheImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new CorruptFileException(file.name(), "the file is not a picture of a known format", CURE);
            }
            ImageReader reader = readers.next();
            try {
                return toRgb(decode(file.name(), reader, input));
            } finally {
                reader.dispose();
            }
        } catch (FileNotFoundException | NoSuchFileException e) {
            FileNotFoundException missing = new FileNotFoundException(
                    file.name() + ": no such file; check the path of the data set and the names in its annotations");
            missing.initCause(e);
            throw missing;
        }
    }

    private static BufferedImage decode(String name, ImageReader reader, ImageInputStream input)
            throws CorruptFileException {
        // The JDK's JPEG reader fills what is missing of a file that is cut short with grey and gives a warning only.
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage decoded;
        try {
            reader.setInput(input, true, true);
            decoded = reader.read(0);
        } catch (IOException | RuntimeException e) {
            // Damaged files make readers throw nearly anything.
            throw new CorruptFileException(name, "the picture cannot be decoded (" + e.getMessage() + ")", CURE, e);
        }
        for (String warning : warnings) {
            String lower = warning.toLowerCase(Locale.ROOT);
            if (lower.contains("premature end") || lower.contains("truncated")) {
                throw new CorruptFileException(name, "the picture is cut short (" + warning + ")", CURE);
            }
        }
        return decoded;
    }

    private static Image toRgb(BufferedImage decoded) {
        int height = decoded.getHeight();
        int width = decoded.getWidth();
        Image image = new Image(height, width, CHANNELS);
        byte[] pixels = image.pixels();
        Raster raster = decoded.getRaster();
        if (raster.getNumBands() <= 2 && !(decoded.getColorModel() instanceof IndexColorModel)) {
            // Grey: getRGB would take the numbers as linear light and brighten them.
            int shift = decoded.getColorModel().getComponentSize(0) - Byte.SIZE;
            for (int i = 0; i < height * width; i++) {
                int grey = raster.getSample(i % width, i / width, 0);
                byte level = (byte) (shift >= 0 ? grey >> shift : grey * 255 / ((1 << (Byte.SIZE + shift)) - 1));
                for (int c = 0; c < CHANNELS; c++) {
                    pixels[i * CHANNELS + c] = level;
                }
            }
            return image;
        }
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            decoded.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * CHANNELS;
                pixels[at] = (byte) (row[x] >> 16);
                pixels[at + 1] = (byte) (row[x] >> 8);
                pixels[at + 2] = (byte) row[x];
            }
        }
        return image;
    }
}
