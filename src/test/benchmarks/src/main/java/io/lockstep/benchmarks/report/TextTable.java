package io.lockstep.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of texts, for a terminal or for Markdown. Columns whose heading begins with a space are aligned right. */
public final class TextTable {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    public void add(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "a row has " + headings.size() + " cells, but " + cells.length + " were given");
        }
        rows.add(List.of(cells));
    }

    /** Lines of columns that are as wide as their widest cell. */
    public String plain() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(headings.stream().map(String::strip).toList());
        lines.addAll(rows);
        return lines.stream().map(this::plainLine).collect(Collectors.joining("\n", "", "\n"));
    }

    public String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdownLine(headings.stream().map(String::strip).toList()));
        lines.add(markdownLine(IntStream.range(0, headings.size())
                .mapToObj(column -> isRight(column) ? "---:" : "---")
                .toList()));
        rows.forEach(row -> lines.add(markdownLine(row)));
        return String.join("\n", lines) + "\n";
    }

    private String plainLine(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(column, cells.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private String padded(int column, String cell) {
        String padding = " ".repeat(width(column) - cell.length());
        return isRight(column) ? padding + cell : cell + padding;
    }

    private int width(int column) {
        int widest = headings.get(column).strip().length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }

    private boolean isRight(int column) {
        return headings.get(column).startsWith(" ");
    }

    private static String markdownLine(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
