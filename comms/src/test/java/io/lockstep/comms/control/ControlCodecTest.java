package io.lockstep.comms.control;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ControlCodecTest {
    private static final int MAX_BYTES = 4096;

    private final ControlCodec codec = new ControlCodec(MAX_BYTES, Report.class, Mood.class, Place.class);

    enum Mood {
        CALM,
        WORRIED
    }

    record Place(String host, int port) {}

    record Report(Mood mood, long step, double loss, boolean last, String text, Place place) {}

    record Stranger(String text) {}

    @Test
    void readsWhatItWrites() {
        Report report = new Report(Mood.WORRIED, 1L << 40, Double.NaN, true, "Größe – 大", new Place("::1", 40000));
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(report)), Report.class))
                .isEqualTo(report);
    }

    @Test
    void namesNoClass() {
        byte[] bytes = codec.encode(new Place("h", 1));
        assertThat(bytes).hasSizeLessThan(8);
    }

    @Test
    void refusesClassesThatAreNotRegistered() {
        assertThatThrownBy(() -> codec.encode(new Stranger("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Stranger");
        assertThatThrownBy(() -> codec.encode(new ArrayList<>())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(new byte[] {1, 'x'}), Stranger.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> codec.encode(new Place("x".repeat(MAX_BYTES), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096 bytes");
    }

    @Test
    void refusesWhatIsCutShortOrTooLongByAByte() {
        byte[] bytes = codec.encode(new Place("localhost", 1));
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertThatThrownBy(() -> codec.decode(cut, Place.class)).isInstanceOf(IllegalArgumentException.class);
        }
        ByteBuffer longer = ByteBuffer.allocate(bytes.length + 1).put(bytes).rewind();
        assertThatThrownBy(() -> codec.decode(longer, Place.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomBytesAreAnErrorOrAMessageAndNothingElse() {
        int messages = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                assertThat(codec.decode(ByteBuffer.wrap(bytes), Report.class)
                                .text()
                                .length())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(bytes.length);
                messages++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("malformed Report");
            }
        }
        assertThat(messages).isLessThan(20_000);
    }
}
