package io.lockstep.engine.format;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What stands before the elements of a .npy file.
 *
 * @param bigEndian whether the bytes of each element are in the order that engine and files of ours do not have
 * @param columnMajor whether the first dimension runs fastest, Fortran's order
 */
record NpyHeader(DType dtype, boolean bigEndian, boolean columnMajor, Shape shape) {
    /** The first byte is no text, so that no transfer mistakes the file for one. */
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int ALIGNMENT = 64;
    /** NumPy leaves room for the first size to grow to so many digits in place. */
    private static final int DIGITS_OF_A_SIZE = 21;

    private static final int LENGTH_END = MAGIC.length + 2 * Short.BYTES;

    /**
     * NumPy's code for a type, without the byte order.
     *
     * @throws IllegalArgumentException for bfloat16, which NumPy does not have
     */
    static String code(DType dtype) {
        return switch (dtype) {
            case BOOL -> "b1";
            case UINT8 -> "u1";
            case INT8 -> "i1";
            case INT16 -> "i2";
            case INT32 -> "i4";
            case INT64 -> "i8";
            case FLOAT16 -> "f2";
            case FLOAT32 -> "f4";
            case FLOAT64 -> "f8";
            case BFLOAT16 ->
                throw new IllegalArgumentException(
                        "NumPy has no bfloat16; convert with to(FLOAT32) first, which is exact, or save safetensors");
        };
    }

    /** The bytes that NumPy 2 writes before an array of this type and shape, row-major and little-endian. */
    static byte[] toBytes(DType dtype, Shape shape) {
        String text = "{'descr': '" + (dtype.bytes() == 1 ? '|' : '<') + code(dtype)
                + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
        int spare = shape.dim() == 0
                ? 0
                : Math.max(0, DIGITS_OF_A_SIZE - Long.toString(shape.size(0)).length());
        int used = LENGTH_END + text.length() + spare + 1;
        int length = text.length() + spare + 1 + ALIGNMENT - used % ALIGNMENT;
        if (length > 0xFFFF) {
            throw new IllegalArgumentException("the header of a .npy file has at most 65535 bytes, but shape " + shape
                    + " needs " + length + "; reshape the array to fewer dimensions");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC);
        bytes.write(1);
        bytes.write(0);
        bytes.write(length);
        bytes.write(length >> Byte.SIZE);
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(" ".repeat(length - text.length() - 1).getBytes(StandardCharsets.ISO_8859_1));
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static String tuple(Shape shape) {
        String sizes = LongStream.of(shape.toArray()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "(" + sizes + (shape.dim() == 1 ? ",)" : ")");
    }
}
