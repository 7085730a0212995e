package io.lockstep.benchmarks.comms.contestant;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.compress.Compression;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class MeshSettingsTest {
    @Test
    void withoutSettingsTheMeshIsAsItIs() {
        MeshOptions options = MeshSettings.parse("").options(1, 4, "somewhere");

        assertThat(options.rank()).isEqualTo(1);
        assertThat(options.worldSize()).isEqualTo(4);
        assertThat(options.host()).isEqualTo("somewhere");
        assertThat(MeshSettings.parse("")).hasToString("");
    }

    @Test
    void settingsSurviveTheCommandLine() {
        MeshSettings settings = MeshSettings.parse("chunk=65536");

        assertThat(settings.options(0, 2, "somewhere").collectives().chunkBytes())
                .isEqualTo(65536);
        assertThat(MeshSettings.parse(settings.toString())).isEqualTo(settings);
    }

    @Test
    void halfPrecisionOnTheWireIsASetting() {
        assertThat(MeshSettings.parse("").compression()).isNull();
        assertThat(MeshSettings.parse("compression=bfloat16").compression()).isEqualTo(Compression.bfloat16());
    }

    @Test
    void aMistakeNamesWhatThereIs() {
        assertThatThrownBy(() -> MeshSettings.parse("chunk=65536;speed=1")).hasMessageContainingAll("speed=1", "chunk");
        assertThatThrownBy(() -> MeshSettings.parse("chunk")).hasMessageContaining("\"chunk\"");
        assertThatThrownBy(() -> MeshSettings.parse("compression=int8"))
                .hasMessageContainingAll("compression", "bfloat16", "int8");
        assertThatThrownBy(() -> MeshSettings.parse("chunk=big")).hasMessageContainingAll("chunk", "big");
    }
}
