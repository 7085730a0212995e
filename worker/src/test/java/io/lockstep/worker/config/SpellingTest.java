package io.lockstep.worker.config;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SpellingTest {
    @Test
    void countsInsertionsDeletionsReplacementsAndSwaps() {
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("same", "same")).isZero();
        assertThat(Spelling.distance("trian", "train")).isEqualTo(1);
    }

    @Test
    void guessesNearWordsOnly() {
        List<String> known = List.of("--epochs", "--lr", "--workers");
        assertThat(Spelling.nearest("--epoch", known)).contains("--epochs");
        assertThat(Spelling.nearest("--worker", known)).contains("--workers");
        assertThat(Spelling.nearest("--quantisation", known)).isEmpty();
        assertThat(Spelling.nearest("x", List.of())).isEmpty();
    }
}
