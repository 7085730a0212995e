package io.lockstep.engine.format;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a .npy file: a dictionary in Python's notation with the keys descr, fortran_order and shape.
 * Only this notation is understood, no other expression of Python.
 */
final class NpyHeaderParser {
    private final String file;
    private final String text;
    private int position;
    private @Nullable String descr;
    private @Nullable Boolean columnMajor;
    private long @Nullable [] sizes;

    private NpyHeaderParser(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** @throws CorruptFileException if the header breaks the format, or describes what the engine has no type for */
    static NpyHeader parse(String file, String text) throws CorruptFileException {
        NpyHeaderParser parser = new NpyHeaderParser(file, text);
        parser.parseDictionary();
        String descr = parser.descr;
        Boolean columnMajor = parser.columnMajor;
        long[] sizes = parser.sizes;
        if (descr == null || columnMajor == null || sizes == null) {
            throw parser.corrupt("the header should have descr, fortran_order and shape, but one is missing");
        }
        DType dtype = parser.dtype(descr);
        return new NpyHeader(dtype, descr.charAt(0) == '>' && dtype.bytes() > 1, columnMajor, Shape.of(sizes));
    }

    private void parseDictionary() throws CorruptFileException {
        expect('{');
        while (!accept('}')) {
            parseEntry();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (position < text.length()) {
            throw corrupt("the header goes on after its closing brace");
        }
    }

    private void parseEntry() throws CorruptFileException {
        String key = parseString("a key");
        expect(':');
        boolean known = switch (key) {
            case "descr" -> descr == null;
            case "fortran_order" -> columnMajor == null;
            case "shape" -> sizes == null;
            default -> false;
        };
        if (!known) {
            throw corrupt("the header should have descr, fortran_order and shape once each, but has "
                    + SafetensorsHeader.quoted(key) + " too");
        }
        switch (key) {
            case "descr" -> descr = parseDescr();
            case "fortran_order" -> columnMajor = parseBoolean();
            default -> sizes = parseTuple();
        }
    }

    private String parseDescr() throws CorruptFileException {
        if (peek() == '[') {
            throw new CorruptFileException(
                    file,
                    "the array has a structured type, but only plain numbers can be read",
                    "save each field as an array of its own");
        }
        return parseString("descr");
    }

    private String parseString(String what) throws CorruptFileException {
        char quote = peek();
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
        if (end < 0) {
            throw corrupt(what + " in the header should be a string in quotes" + butFound());
        }
        String string = text.substring(position + 1, end);
        position = end + 1;
        return string;
    }

    private boolean parseBoolean() throws CorruptFileException {
        skipSpace();
        for (String word : List.of("True", "False")) {
            if (text.startsWith(word, position)) {
                position += word.length();
                return word.equals("True");
            }
        }
        throw corrupt("fortran_order in the header should be True or False" + butFound());
    }

    private long[] parseTuple() throws CorruptFileException {
        expect('(');
        long[] values = new long[4];
        int count = 0;
        while (!accept(')')) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = parseSize();
            if (!accept(',')) {
                expect(')');
                if (count == 1) {
                    throw corrupt("shape in the header should be a tuple, but is a number in parentheses");
                }
                break;
            }
        }
        return Arrays.copyOf(values, count);
    }

    private long parseSize() throws CorruptFileException {
        skipSpace();
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == start || position - start > 18) {
            throw corrupt("shape in the header should hold sizes from 0 to 10^18"
                    + (position == start ? butFound() : ", but one has " + (position - start) + " digits"));
        }
        long size = Long.parseLong(text, start, position, 10);
        if (position < text.length() && text.charAt(position) == 'L') {
            position++; // Python 2 wrote long integers so
        }
        return size;
    }

    private DType dtype(String descr) throws CorruptFileException {
        String code = descr.isEmpty() ? "" : descr.substring(1);
        List<String> known = new ArrayList<>();
        for (DType dtype : DType.values()) {
            if (dtype == DType.BFLOAT16) {
                continue;
            }
            String own = NpyHeader.code(dtype);
            known.add(own);
            if (own.equals(code) && (dtype.bytes() == 1 ? "|<>" : "<>").indexOf(descr.charAt(0)) >= 0) {
                return dtype;
            }
        }
        String fault = "the array should be of one of NumPy's types " + String.join(", ", known)
                + ", with < or > before it, but is of " + SafetensorsHeader.quoted(descr);
        throw new CorruptFileException(file, fault, cure(code));
    }

    private static String cure(String code) {
        return switch (code) {
            case "O" -> "objects are refused, since to unpickle them is to run their code: save an array of numbers";
            case "u2" -> "convert it with astype(numpy.int32)";
            case "u4", "u8" -> "convert it with astype(numpy.int64)";
            case "V2" -> "if this is bfloat16, which NumPy does not have, convert it with astype(numpy.float32)";
            default -> "convert it with astype to one of these";
        };
    }

    private void expect(char expected) throws CorruptFileException {
        if (!accept(expected)) {
            throw corrupt("the header should have '" + expected + "' at character " + position + butFound());
        }
    }

    private boolean accept(char expected) {
        boolean found = peek() == expected;
        if (found) {
            position++;
        }
        return found;
    }

    /** The next character that is no space, 0 at the end. */
    private char peek() {
        skipSpace();
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipSpace() {
        while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\n')) {
            position++;
        }
    }

    private String butFound() {
        return position < text.length()
                ? ", but is "
                        + SafetensorsHeader.quoted(text.substring(position, Math.min(text.length(), position + 20)))
                : ", but the header ends";
    }

    private CorruptFileException corrupt(String fault) {
        return new CorruptFileException(file, fault, Npy.CURE);
    }
}
