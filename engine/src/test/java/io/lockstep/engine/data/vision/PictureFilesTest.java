package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteFolder;
import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.data.Example;
import io.lockstep.engine.data.Split;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.format.CorruptFileException;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PictureFilesTest {
    @TempDir
    Path root;

    @Test
    void readsCifar() throws IOException {
        for (int labelBytes = 1; labelBytes <= 2; labelBytes++) {
            byte[] records = new byte[3 * (labelBytes + 3072)];
            new Random(labelBytes).nextBytes(records);
            for (int i = 0; i < 3; i++) {
                records[i * (labelBytes + 3072) + labelBytes - 1] = (byte) (9 - i);
            }
            Files.write(root.resolve(labelBytes == 1 ? "test_batch.bin" : "test.bin"), records);
            Cifar cifar = open(labelBytes);
            assertThat(cifar.size()).isEqualTo(3);
            assertThat(cifar.label(2)).isEqualTo(7);
            assertThat(cifar.classes()).isEqualTo(labelBytes == 1 ? 10 : 100);
            assertThat(cifar.classNames()).isEmpty();
            byte[] pixels = new byte[3072];
            cifar.read(1, pixels, 0);
            for (int p = 0; p < 1024; p++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(pixels[p * 3 + c]).isEqualTo(records[2 * labelBytes + 3072 + c * 1024 + p]);
                }
            }
        }
        Files.write(root.resolve("batches.meta.txt"), "a\nb\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> open(1)).hasMessageContaining("should hold 10 names of classes, but holds 2");
    }

    @Test
    void namesWhatIsWrongWithCifar() throws IOException {
        assertThatThrownBy(() -> open(1))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(root.resolve("test_batch.bin")
                        + ": no such file; unpack CIFAR's binary version and give the folder with its .bin files");
        Files.write(root.resolve("test_batch.bin"), new byte[3073 + 100]);
        assertThatThrownBy(() -> open(1))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("test_batch.bin: image 1 should have 3073 bytes, but the file ends after 100");
        byte[] wrong = new byte[3073];
        wrong[0] = 10;
        Files.write(root.resolve("test_batch.bin"), wrong);
        assertThatThrownBy(() -> open(1)).hasMessageContaining("the label of image 0 should be 0 to 9, but is 10");
        Files.write(root.resolve("test_batch.bin"), new byte[0]);
        assertThatThrownBy(() -> open(1)).hasMessageContaining("image 0 should have 3073 bytes");
    }

    @Test
    void readsAFolderPerClass() throws IOException {
        picture("dog/b.png", BufferedImage.TYPE_INT_RGB, "png");
        picture("dog/a/inner.PNG", BufferedImage.TYPE_INT_RGB, "png");
        picture("cat/1.jpg", BufferedImage.TYPE_INT_RGB, "jpg");
        Files.writeString(root.resolve("cat/notes.txt"), "no picture");
        ImageFolder folder = new ImageFolder(ByteFolder.local(root));
        assertThat(folder.classNames()).containsExactly("cat", "dog");
        assertThat(folder.labels()).containsExactly(0, 1, 1);
        assertThat(folder.fileName(1)).endsWith("b.png");
        Example<Image, Integer> example = folder.get(2);
        assertThat(example.target()).isEqualTo(1);
        assertThat(example.input().height()).isEqualTo(5);
        assertThat(example.input().width()).isEqualTo(7);
        Files.createDirectory(root.resolve("empty"));
        assertThatThrownBy(() -> new ImageFolder(ByteFolder.local(root)))
                .hasMessageContaining("empty: the folder of this class holds no PNG");
        assertThatThrownBy(() -> new ImageFolder(ByteFolder.local(root.resolve("empty"))))
                .hasMessageContaining("there is no folder of a class");
        assertThatThrownBy(() -> new ImageFolder(ByteFolder.local(root.resolve("none"))))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(root.resolve("none") + ": no such folder; check the path of the data set");
    }

    /** PNG keeps numbers exactly: colour, grey without brightening, indexed, transparent and black-and-white ones. */
    @Test
    void decodesEveryKindToRgb() throws IOException {
        for (int type : new int[] {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_BYTE_BINARY
        }) {
            BufferedImage written = picture("p" + type + ".png", type, "png");
            Image read = Pictures.read(ByteSource.file(root.resolve("p" + type + ".png")));
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 7; x++) {
                    int rgb = written.getRGB(x, y);
                    int[] expected = {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
                    if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
                        int sample = written.getRaster().getSample(x, y, 0);
                        Arrays.fill(expected, type == BufferedImage.TYPE_BYTE_GRAY ? sample : sample >> 8);
                    }
                    for (int c = 0; c < 3; c++) {
                        assertThat(read.get(y, x, c)).as("type %s", type).isEqualTo(expected[c]);
                    }
                }
            }
        }
    }

    @Test
    void namesPicturesThatDoNotDecode() throws IOException {
        for (String format : new String[] {"png", "jpg"}) {
            picture("whole." + format, BufferedImage.TYPE_INT_RGB, format);
            byte[] whole = Files.readAllBytes(root.resolve("whole." + format));
            // The last 20 bytes of a PNG are checksums: its pixels are complete without.
            for (int length : new int[] {0, 3, whole.length / 2, whole.length - 40}) {
                Path cut = root.resolve("cut-" + length + "." + format);
                Files.write(cut, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> Pictures.read(ByteSource.file(cut)))
                        .as("%s of %d bytes", cut, whole.length)
                        .isInstanceOf(CorruptFileException.class)
                        .hasMessageStartingWith(cut.toString())
                        .hasMessageContaining("replace it by a PNG or JPEG");
            }
        }
        assertThatThrownBy(() -> Pictures.read(ByteSource.file(root.resolve("none.png"))))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("none.png: no such file; check the path");
    }

    @Test
    void readsAnnotations() throws IOException {
        picture("a,b.png", BufferedImage.TYPE_INT_RGB, "png");
        ByteFolder folder = ByteFolder.local(root);
        ByteSource csv =
                csv("\uFEFFfile,kind,\"x \"\"pos\"\"\",n\r\n\"a,b.png\",dog,1.5,3\n\n\"two\nlines\",\"cat\",-2,0\n");
        CsvImages<Integer> kinds = CsvImages.classes(folder, csv, "file", "kind");
        assertThat(kinds.size()).isEqualTo(2);
        assertThat(kinds.classNames()).containsExactly("cat", "dog");
        assertThat(kinds.get(0).target()).isEqualTo(1);
        assertThat(kinds.get(0).input().width()).isEqualTo(7);
        assertThat(CsvImages.classes(folder, csv, "file", "n").target(0)).isEqualTo(3);
        CsvImages<float[]> numbers = CsvImages.numbers(folder, csv, "file", "x \"pos\"", "n");
        assertThat(numbers.target(1)).containsExactly(-2, 0);
        assertThatThrownBy(() -> kinds.get(1))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("two\nlines");
        assertThatThrownBy(() -> CsvImages.classes(folder, csv, "file", "sort"))
                .hasMessageContaining("there is no column \"sort\"; its first line names [file, kind, x \"pos\", n]");
        assertThatThrownBy(() -> CsvImages.numbers(folder, csv, "file", "kind"))
                .hasMessageContaining("the kind in line 2 should be a number, but is \"dog\"");
    }

    @Test
    void namesLinesThatAreNoCsv() throws IOException {
        assertFault("", "the file is empty");
        assertFault("a,b\n1\n", "line 2 should have 2 fields, but has 1");
        assertFault("a,b\n1,2\n\"x,1\n", "the quote of line 3 is not closed");
        assertFault("a,b\n\"x\"y,1\n", "in line 2 there is text after a closing quote");
        assertFault("a,b\nx,-1\n", "the class in line 2 should be 0 or more, but is -1");
        assertThatThrownBy(() -> CsvTable.read(ByteSource.file(root.resolve("no.csv"))))
                .hasMessageContaining("no.csv: no such file; check the path of the annotations");
        Files.write(root.resolve("latin.csv"), new byte[] {'a', (byte) 0xE4, '\n'});
        assertThatThrownBy(() -> CsvTable.read(ByteSource.file(root.resolve("latin.csv"))))
                .hasMessageContaining("latin.csv: the file is not UTF-8");
    }

    private void assertFault(String text, String fault) throws IOException {
        ByteSource csv = csv(text);
        assertThatThrownBy(() -> CsvImages.classes(ByteFolder.local(root), csv, "a", "b"))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("list.csv: " + fault);
    }

    private ByteSource csv(String text) throws IOException {
        Path file = root.resolve("list.csv");
        Files.writeString(file, text);
        return ByteSource.file(file);
    }

    private Cifar open(int labelBytes) throws IOException {
        ByteFolder folder = ByteFolder.local(root);
        return labelBytes == 1 ? Cifar.cifar10(folder, Split.TEST) : Cifar.cifar100(folder, Split.TEST);
    }

    private BufferedImage picture(String name, int type, String format) throws IOException {
        BufferedImage image = new BufferedImage(7, 5, type);
        Random random = new Random(3);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 7; x++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    int levels = 1 << image.getSampleModel().getSampleSize(band);
                    image.getRaster().setSample(x, y, band, random.nextInt(levels));
                }
            }
        }
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return image;
    }
}
