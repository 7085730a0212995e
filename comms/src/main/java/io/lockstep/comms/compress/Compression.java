package io.lockstep.comms.compress;

/**
 * A method of compression and its settings; all ranks must use the same.
 *
 * @param ratio the share of the elements that {@link Method#TOPK} sends, above 0 to 1; 1 for the others
 * @param approximationRank the rank of the matrices that {@link Method#POWERSGD} sends; 0 for the others
 */
public record Compression(Method method, double ratio, int approximationRank) {
    public Compression {
        if (!(ratio > 0 && ratio <= 1)) {
            throw new IllegalArgumentException("top-k sends a share above 0 and up to 1 of the elements, not " + ratio);
        }
        if (method == Method.POWERSGD && approximationRank < 1) {
            throw new IllegalArgumentException("PowerSGD needs a rank of 1 or more, not " + approximationRank);
        }
    }

    public static Compression float16() {
        return new Compression(Method.FLOAT16, 1, 0);
    }

    public static Compression bfloat16() {
        return new Compression(Method.BFLOAT16, 1, 0);
    }

    public static Compression int8() {
        return new Compression(Method.INT8, 1, 0);
    }

    /** Sends the largest {@code ratio} of the elements. */
    public static Compression topK(double ratio) {
        return new Compression(Method.TOPK, ratio, 0);
    }

    /** Sends matrices as products of two of rank {@code approximationRank}. */
    public static Compression powerSgd(int approximationRank) {
        return new Compression(Method.POWERSGD, 1, approximationRank);
    }

    /** Makes what compresses one buffer of gradients again and again. */
    public GradientCompression create(BufferLayout layout) {
        return switch (method) {
            case FLOAT16, BFLOAT16 -> new HalfPrecision(this, layout);
            case INT8 -> new Int8Blocks(this, layout);
            case TOPK -> new TopK(this, layout);
            case POWERSGD -> new PowerSgd(this, layout);
        };
    }

    /** The method and the setting that matters to it: {@code bfloat16}, {@code topk 0.01}, {@code powersgd 4}. */
    @Override
    public String toString() {
        return switch (method) {
            case TOPK -> method + " " + ratio;
            case POWERSGD -> method + " " + approximationRank;
            default -> method.toString();
        };
    }
}
