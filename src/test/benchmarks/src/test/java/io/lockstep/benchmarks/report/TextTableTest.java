package io.lockstep.benchmarks.report;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class TextTableTest {
    private final TextTable table = new TextTable("model", " img/s", "layout");

    @BeforeEach
    void fill() {
        table.add("mlp", "12345", "contiguous");
        table.add("resnet18", "1.25", "");
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(table.plain()).isEqualTo("""
                model     img/s  layout
                mlp       12345  contiguous
                resnet18   1.25
                """);
    }

    @Test
    void markdownTellsTheAlignment() {
        assertThat(table.markdown()).isEqualTo("""
                | model | img/s | layout |
                | --- | ---: | --- |
                | mlp | 12345 | contiguous |
                | resnet18 | 1.25 |  |
                """);
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> table.add("one")).hasMessageContaining("3 cells");
    }
}
