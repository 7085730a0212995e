package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CompilerTest {
    @Test
    void tellsThatItIsMissing(@TempDir Path folder) {
        assertThatThrownBy(() -> Compiler.run("no-such-compiler", List.of(), folder.resolve("x.o")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-compiler was not found")
                .hasMessageContaining("apt-get install g++");
    }

    @Test
    void tellsWhatIsWrongWithTheSource(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("x.cpp"), "int x = nothing;\n");
        Path object = folder.resolve("x.o");
        assertThatThrownBy(() -> Compiler.run(List.of("-c", source.toString()), object))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("x.cpp:1")
                .hasMessageContaining("nothing");
        assertThat(object).doesNotExist();
        Files.writeString(source, "int x = 1;\n");
        Compiler.run(List.of("-c", source.toString()), object);
        assertThat(object).exists();
    }
}
