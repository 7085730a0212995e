package io.lockstep.driver.run;

import io.lockstep.worker.LockstepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SafetensorsHeaderTest {
    @Test
    void listsTensorsWithoutReadingThem() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"conv.weight\":{\"dtype\":\"F32\",\"shape\":[6,1,5,5],\"data_offsets\":[0,600]},"
                + "\"count\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[600,608]}}";
        List<TensorEntry> tensors = read(file(header.length(), header));
        assertThat(tensors)
                .containsExactly(
                        new TensorEntry("conv.weight", List.of(6L, 1L, 5L, 5L), "F32", 600),
                        new TensorEntry("count", List.of(), "I64", 8));
        assertThat(tensors).extracting(TensorEntry::numel).containsExactly(150L, 1L);
    }

    @Test
    void rejectsOtherFiles() {
        for (byte[] broken : List.of(new byte[3], file(1L << 40, "{}"), file(20, "{\"a\":"), file(4, "abcd"))) {
            assertThatThrownBy(() -> read(broken))
                    .isInstanceOf(LockstepException.class)
                    .hasMessageContaining("name");
        }
    }

    private static List<TensorEntry> read(byte[] file) throws IOException {
        return SafetensorsHeader.read(new ByteArrayInputStream(file), "name");
    }

    private static byte[] file(long length, String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(length).put(text).array();
    }
}
