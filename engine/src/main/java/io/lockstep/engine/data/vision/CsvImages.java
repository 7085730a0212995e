package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteFolder;
import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.data.Dataset;
import io.lockstep.engine.data.Example;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.format.CorruptFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Pictures that a CSV file lists with what is known of each. The first line names the columns; file names are relative to
 * the folder of the pictures. Images are RGB of whatever size; they are decoded anew whenever they are read.
 *
 * @param <Y> an {@code Integer} class or {@code float[]} numbers
 */
public final class CsvImages<Y> implements Dataset<Example<Image, Y>> {
    private final ByteFolder pictures;
    private final List<String> files;
    private final List<Y> targets;
    private final List<String> classNames;

    private CsvImages(ByteFolder pictures, List<String> files, List<Y> targets, List<String> classNames) {
        this.pictures = pictures;
        this.files = files;
        this.targets = targets;
        this.classNames = classNames;
    }

    /**
     * One class per picture. A column of whole numbers holds the classes themselves; else it holds names, and classes are
     * numbered in their order.
     *
     * @throws IllegalArgumentException if the file has no such column
     * @throws CorruptFileException if it is no CSV file, or a class is negative
     */
    public static CsvImages<Integer> classes(ByteFolder pictures, ByteSource csv, String fileColumn, String classColumn)
            throws IOException {
        CsvTable table = CsvTable.read(csv);
        List<String> texts = column(table, classColumn);
        boolean numbers = texts.stream().allMatch(text -> text.strip().matches("[+-]?\\d{1,9}"));
        List<String> names = numbers ? List.of() : List.copyOf(new TreeSet<>(texts));
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int label = numbers ? Integer.parseInt(texts.get(i).strip()) : names.indexOf(texts.get(i));
            if (label < 0) {
                throw new CorruptFileException(
                        csv.name(),
                        "the class in line " + table.lines().get(i) + " should be 0 or more, but is " + label,
                        "correct the column \"" + classColumn + "\"");
            }
            classes.add(label);
        }
        return new CsvImages<>(pictures, column(table, fileColumn), classes, names);
    }

    /**
     * Some numbers per picture, as float32.
     *
     * @throws IllegalArgumentException if the file has no such column
     * @throws CorruptFileException if it is no CSV file, or a field is no number
     */
    public static CsvImages<float[]> numbers(
            ByteFolder pictures, ByteSource csv, String fileColumn, String... numberColumns) throws IOException {
        CsvTable table = CsvTable.read(csv);
        List<float[]> targets = new ArrayList<>();
        for (int i = 0; i < table.rows().size(); i++) {
            float[] target = new float[numberColumns.length];
            for (int c = 0; c < target.length; c++) {
                String text = table.rows().get(i).get(table.column(numberColumns[c]));
                try {
                    target[c] = Float.parseFloat(text);
                } catch (NumberFormatException e) {
                    throw new CorruptFileException(
                            csv.name(),
                            "the " + numberColumns[c] + " in line "
                                    + table.lines().get(i) + " should be a number, but is \"" + text + "\"",
                            "correct the file, or read the column as a class",
                            e);
                }
            }
            targets.add(target);
        }
        return new CsvImages<>(pictures, column(table, fileColumn), targets, List.of());
    }

    private static List<String> column(CsvTable table, String name) {
        int column = table.column(name);
        return table.rows().stream().map(row -> row.get(column)).toList();
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Example<Image, Y> get(int index) throws IOException {
        return new Example<>(Pictures.read(pictures.file(files.get(index))), targets.get(index));
    }

    /** Names of the classes by label; empty if they have none. */
    public List<String> classNames() {
        return classNames;
    }

    /** What is known of a picture. */
    public Y target(int index) {
        return targets.get(index);
    }
}
