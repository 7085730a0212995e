package io.lockstep.engine.data;

import io.lockstep.engine.format.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

final class IdxImageDatasetTest {
    /** Where Debian's package dataset-fashion-mnist puts its files. */
    private static final Path FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

    @Test
    void readsImagesAndLabels() throws IOException {
        IdxImageDataset dataset = open(images(3, 2, 2), labels(0, 2, 1));
        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.height()).isEqualTo(2);
        assertThat(dataset.channels()).isEqualTo(1);
        assertThat(dataset.label(1)).isEqualTo(2);
        byte[] pixels = new byte[6];
        dataset.read(2, pixels, 1);
        assertThat(pixels).containsExactly(0, 8, 9, 10, 11, 0);
    }

    @Test
    void namesALabelOutOfRange() {
        assertFault(images(3, 2, 2), labels(0, 1, 3), "labels: label 2 should be 0 to 2, but is 3; ");
    }

    @Test
    void namesCountsThatDiffer() {
        assertFault(
                images(3, 2, 2),
                labels(0, 1),
                "labels: there should be 3 labels, one for each image in images, but there are 2; ");
    }

    @Test
    void refusesExchangedAndEmptyFiles() {
        assertFault(
                /* images= */ labels(1), /* labels= */ images(1, 1, 1), "images: the file should begin with 00000803");
        assertFault(images(0, 28, 28), labels(), "images: the file should hold images, but holds 0 of 28 x 28 pixels");
    }

    @Test
    void findsFilesUnderTheirUsualNames() throws IOException {
        Set<String> folder = Set.of("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images.idx3-ubyte");
        assertThat(IdxFiles.find(Split.TRAIN, folder::contains))
                .isEqualTo(new IdxFiles("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"));
        assertThatThrownBy(() -> IdxFiles.find(Split.TEST, folder::contains))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("no t10k labels")
                .hasMessageContaining("t10k-labels-idx1-ubyte.gz");
    }

    @Test
    void statisticsAgreeWithADirectSum() throws IOException {
        ChannelStatistics statistics = ChannelStatistics.of(new NumberedImages(50));
        double[] sum = new double[2];
        double[] squares = new double[2];
        byte[] image = new byte[24];
        for (int index = 0; index < 50; index++) {
            new NumberedImages(50).read(index, image, 0);
            for (int i = 0; i < 24; i++) {
                double pixel = (image[i] & 0xFF) / 255.0;
                sum[i % 2] += pixel;
                squares[i % 2] += pixel * pixel;
            }
        }
        for (int c = 0; c < 2; c++) {
            double mean = sum[c] / 600;
            assertThat(statistics.mean(c)).isEqualTo(mean, Offset.offset(1e-12));
            assertThat(statistics.std(c)).isEqualTo(Math.sqrt(squares[c] / 600 - mean * mean), Offset.offset(1e-12));
        }
    }

    @Test
    void readsTheRealFashionMnist() throws IOException {
        assumeThat(FASHION_MNIST).isDirectory();
        IdxFiles files = IdxFiles.find(Split.TRAIN, name -> Files.exists(FASHION_MNIST.resolve(name)));
        IdxImageDataset dataset = FashionMnist.open(
                ByteSource.file(FASHION_MNIST.resolve(files.images())),
                ByteSource.file(FASHION_MNIST.resolve(files.labels())));
        assertThat(dataset.size()).isEqualTo(60_000);
        int[] counts = new int[10];
        for (int index = 0; index < dataset.size(); index++) {
            counts[dataset.label(index)]++;
        }
        assertThat(counts).containsOnly(6_000);
        ChannelStatistics statistics = ChannelStatistics.of(dataset);
        assertThat(statistics.mean(0)).isEqualTo(FashionMnist.STATISTICS.mean(0), Offset.offset(5e-5));
        assertThat(statistics.std(0)).isEqualTo(FashionMnist.STATISTICS.std(0), Offset.offset(5e-5));
    }

    private static void assertFault(byte[] images, byte[] labels, String message) {
        assertThatThrownBy(() -> open(images, labels))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageStartingWith(message);
    }

    private static IdxImageDataset open(byte[] images, byte[] labels) throws IOException {
        return IdxImageDataset.open(source("images", images), source("labels", labels), 3, List.of());
    }

    private static ByteSource source(String name, byte[] bytes) {
        return new ByteSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static byte[] images(int count, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
        file.putInt(0x803).putInt(count).putInt(height).putInt(width);
        for (int i = 0; file.hasRemaining(); i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    private static byte[] labels(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
        file.putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            file.put((byte) label);
        }
        return file.array();
    }
}
