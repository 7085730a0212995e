package io.lockstep.engine.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the tour, and holds docs/engine.md against it. */
final class TourTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "engine.md");
    private static final String BEGIN = "<!-- tour: written by TourTest -->\n";
    private static final String END = "<!-- end of the tour -->";
    private static final List<Class<? extends Tour>> TOURS = List.of(
            BackpropagationTour.class,
            ActivationsTour.class,
            OptimizationTour.class,
            TensorsTour.class,
            ElementsTour.class,
            AutogradTour.class,
            DataTour.class,
            ModulesTour.class,
            TrainingTour.class);
    /** What the engine offers: families, and in them the points that are numbered. */
    private static final List<String> IDS = List.of(
            "E1.1", "E1.2", "E1.3", "E1.4", "E1.5", "E1.6", "E2", "E3", "E4", "E5", "E6", "E7.1", "E7.2", "E7.3",
            "E7.4", "E7.5", "E7.6", "E7.7", "E7.8", "E7.9", "E7.10", "E7.11", "E7.12", "E7.13", "E8", "E9", "E10",
            "E11");

    @Test
    void theDocumentIsWhatTheSnippetsSayAndPrint() throws Exception {
        StringBuilder tour = new StringBuilder(BEGIN);
        Set<String> ids = new LinkedHashSet<>();
        for (Snippet snippet : Snippet.of(TOURS)) {
            ids.add(snippet.id());
            tour.append(snippet.markdown(snippet.run()));
        }
        assertThat(ids).containsExactlyElementsOf(IDS);
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        assertThat(begin)
                .as("the place of the tour in " + DOCUMENT)
                .isPositive()
                .isLessThan(end);
        String current = document.substring(0, begin) + tour + document.substring(end);
        if (Boolean.getBoolean("lockstep.docs.write")) {
            Files.writeString(DOCUMENT, current);
        }
        assertThat(Files.readString(DOCUMENT))
                .as(
                        "%s is not what the snippets say and print now; write it anew with -Dlockstep.docs.write=true",
                        DOCUMENT)
                .isEqualTo(current);
    }

    @Test
    void theTableNamesAllThereIsAndNothingElse() throws IOException {
        PublicNames names = PublicNames.ofTheEngine();
        Set<String> ids = new LinkedHashSet<>();
        Set<String> unknown = new TreeSet<>();
        Set<String> unnamed = new TreeSet<>(names.vocabulary());
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = Pattern.compile("\\| (E[0-9.]+) \\|[^|]*\\|([^|]*)\\|[^|]*\\|")
                    .matcher(line);
            if (row.matches()) {
                assertThat(ids.add(row.group(1)))
                        .as("only row of " + row.group(1))
                        .isTrue();
                Matcher word = Pattern.compile("`([^`]+)`").matcher(row.group(2));
                while (word.find()) {
                    unnamed.remove(word.group(1).replaceFirst(".*\\.", ""));
                    if (!names.contain(word.group(1))) {
                        unknown.add(row.group(1) + ": " + word.group(1));
                    }
                }
            }
        }
        assertThat(ids).containsExactlyElementsOf(IDS);
        assertThat(unknown).as("names of the table that the engine has not").isEmpty();
        assertThat(unnamed).as("what the engine has, but no row of the table").isEmpty();
    }
}
