package io.lockstep.systemtests;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the last column of the table in docs/engine.md against what the engine's tests counted in this build. */
final class OracleCasesTest {
    private static final Path DOCUMENT = Checkout.ROOT.resolve("docs/engine.md");
    private static final Path COUNTED = Checkout.ROOT.resolve("engine/target/oracle-cases.properties");
    private static final Pattern ROW = Pattern.compile("(\\| (E[0-9.]+) \\|.*\\|) ([0-9,]+|-) \\|");
    private static final long LEAST = 5000;

    @Test
    void theTableClaimsNoMoreThanWasCompared() throws IOException {
        assertThat(COUNTED)
                .as("written by the engine's tests; deploy/verify runs them all before these")
                .exists();
        Properties counted = new Properties();
        try (Reader reader = Files.newBufferedReader(COUNTED)) {
            counted.load(reader);
        }
        assertThat(Long.parseLong(counted.getProperty("total"))).isGreaterThanOrEqualTo(LEAST);
        List<String> current = new ArrayList<>();
        List<String> overstated = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                long cases = Long.parseLong(counted.getProperty(row.group(2), "0"));
                current.add(row.group(1) + (cases == 0 ? " -" : String.format(Locale.ROOT, " %,d", cases)) + " |");
                long claimed = row.group(3).equals("-")
                        ? 0
                        : Long.parseLong(row.group(3).replace(",", ""));
                if (claimed > cases) {
                    overstated.add(row.group(2) + ": " + claimed + ", but " + cases + " were compared");
                }
            } else {
                current.add(line);
            }
        }
        if (Boolean.getBoolean("lockstep.docs.write")) {
            Files.write(DOCUMENT, current);
            return;
        }
        assertThat(overstated)
                .as("rows of %s; write it anew with -Dlockstep.docs.write=true", DOCUMENT)
                .isEmpty();
    }
}
