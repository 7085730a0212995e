package io.lockstep.worker.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class TrainOptionsTest {
    @Test
    void listsEveryOption() {
        List<String> constants = Arrays.stream(TrainOptions.class.getDeclaredFields())
                .filter(field -> field.getType() == Option.class && Modifier.isPublic(field.getModifiers()))
                .map(Field::getName)
                .toList();
        List<String> listed = TrainOptions.all().stream()
                .map(option -> option.name().toUpperCase(java.util.Locale.ROOT).replace('-', '_'))
                .toList();
        assertThat(listed).isEqualTo(constants).doesNotHaveDuplicates();
    }

    @Test
    void defaultsAreValuesWrittenAsConfigurationFilesWriteThem() {
        for (Option<?> option : TrainOptions.all()) {
            if (option.defaultText() != null) {
                assertThat(formatted(option, option.defaultText())).isEqualTo(option.defaultText());
            }
        }
    }

    private static <T> String formatted(Option<T> option, String text) {
        return option.type().format().apply(option.type().parse().apply(text));
    }
}
