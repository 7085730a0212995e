package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.format.CorruptFileException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * A CSV file in UTF-8 (RFC 4180): commas between fields, quotes around those with commas, line breaks or quotes, which
 * are doubled; the first line names the columns.
 *
 * @param rows each with as many fields as there are columns
 * @param lines where each row starts, from 1
 */
record CsvTable(String file, List<String> columns, List<List<String>> rows, List<Integer> lines) {
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    static CsvTable read(ByteSource source) throws IOException {
        try (Reader reader =
                new BufferedReader(new InputStreamReader(source.open(), StandardCharsets.UTF_8.newDecoder()))) {
            return new Parser(source.name(), reader).parse();
        } catch (FileNotFoundException | NoSuchFileException e) {
            FileNotFoundException missing =
                    new FileNotFoundException(source.name() + ": no such file; check the path of the annotations");
            missing.initCause(e);
            throw missing;
        } catch (CharacterCodingException e) {
            throw new CorruptFileException(source.name(), "the file is not UTF-8", "save it as UTF-8", e);
        }
    }

    /** Place of a column; throws IllegalArgumentException if there is none of this name. */
    int column(String name) {
        int column = columns.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException(
                    file + ": there is no column \"" + name + "\"; its first line names " + columns);
        }
        return column;
    }

    private static final class Parser {
        private final String file;
        private final Reader reader;
        private int next;
        private int line = 1;

        Parser(String file, Reader reader) throws IOException {
            this.file = file;
            this.reader = reader;
            next = reader.read();
            if (next == BYTE_ORDER_MARK) {
                next = reader.read();
            }
        }

        CsvTable parse() throws IOException {
            if (next == END) {
                throw new CorruptFileException(
                        file, "the file is empty", "give one whose first line names the columns");
            }
            List<String> columns = row();
            List<List<String>> rows = new ArrayList<>();
            List<Integer> lines = new ArrayList<>();
            while (next != END) {
                int start = line;
                List<String> row = row();
                if (row.size() == 1 && row.get(0).isEmpty()) {
                    continue;
                }
                if (row.size() != columns.size()) {
                    throw new CorruptFileException(
                            file,
                            "line " + start + " should have " + columns.size() + " fields, but has " + row.size(),
                            "put quotes around fields with commas");
                }
                rows.add(row);
                lines.add(start);
            }
            return new CsvTable(file, columns, rows, lines);
        }

        private List<String> row() throws IOException {
            List<String> fields = new ArrayList<>();
            fields.add(field());
            while (next == ',') {
                advance();
                fields.add(field());
            }
            if (next == '\r') {
                advance();
            }
            if (next == '\n') {
                advance();
            }
            return fields;
        }

        private String field() throws IOException {
            StringBuilder field = new StringBuilder();
            if (next != '"') {
                while (next != ',' && next != '\n' && next != '\r' && next != END) {
                    field.append((char) advance());
                }
                return field.toString();
            }
            int start = line;
            advance();
            while (true) {
                if (next == END) {
                    throw new CorruptFileException(
                            file,
                            "the quote of line " + start + " is not closed",
                            "close it, and double quotes inside");
                }
                int character = advance();
                if (character == '"' && next != '"') {
                    break;
                }
                if (character == '"') {
                    advance();
                }
                field.append((char) character);
            }
            if (next != ',' && next != '\n' && next != '\r' && next != END) {
                throw new CorruptFileException(
                        file,
                        "in line " + line + " there is text after a closing quote",
                        "double quotes inside fields");
            }
            return field.toString();
        }

        /** The character at hand; goes to the next. */
        private int advance() throws IOException {
            int character = next;
            line += character == '\n' ? 1 : 0;
            next = reader.read();
            return character;
        }
    }
}
