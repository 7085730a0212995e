package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as PyTorch prints it with its default settings: numbers by {@link NumberText}, in lines of at most 80 characters;
 * of more than 1000 elements only the first and last three of each dimension; then what is out of the ordinary, such as
 * {@code dtype=float64} or {@code grad_fn=<AddBackward0>}.
 */
final class TensorText {
    private static final String PREFIX = "tensor(";
    private static final int LINE_WIDTH = 80;
    private static final long MOST_IN_FULL = 1000;
    private static final long EDGE = 3;

    private final long[] sizes;
    private final boolean summarized;
    private final NumberText numbers;

    private TensorText(Shape shape, Elements elements) {
        sizes = shape.toArray();
        summarized = shape.numel() > MOST_IN_FULL;
        LongStream.Builder shown = LongStream.builder();
        collect(0, 0, shown);
        numbers = new NumberText(elements, shown.build().toArray());
    }

    /** @param device what PyTorch calls it, null for the one that goes without saying */
    static String of(Tensor tensor, @Nullable String device) {
        Node node = tensor.node();
        String history = null;
        if (node != null) {
            String name = node.name();
            history = "grad_fn=<" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Backward0>";
        } else if (tensor.requiresGrad()) {
            history = "requires_grad=True";
        }
        return of(tensor.shape(), Elements.of(tensor.detach().cpu().array()), device, history);
    }

    /** @param history how gradients flow to it, null if none do */
    static String of(Shape shape, Elements elements, @Nullable String device, @Nullable String history) {
        DType dtype = elements.dtype();
        List<String> suffixes = new ArrayList<>();
        if (device != null) {
            suffixes.add("device='" + device + "'");
        }
        String text;
        if (shape.numel() == 0) {
            text = "[]";
            if (shape.dim() != 1) {
                suffixes.add("size=" + tuple(shape));
            }
            if (dtype != DType.FLOAT32) {
                suffixes.add("dtype=torch." + dtype);
            }
        } else {
            text = new TensorText(shape, elements).part(0, 0, PREFIX.length());
            if (dtype != DType.FLOAT32 && dtype != DType.INT64 && dtype != DType.BOOL) {
                suffixes.add("dtype=torch." + dtype);
            }
        }
        if (history != null) {
            suffixes.add(history);
        }
        return withSuffixes(PREFIX + text, suffixes);
    }

    private static String withSuffixes(String text, List<String> suffixes) {
        StringBuilder result = new StringBuilder(text);
        // One more than the characters of the last line, as PyTorch counts.
        int lineLength = text.length() - text.lastIndexOf('\n') + 1;
        for (String suffix : suffixes) {
            if (lineLength + suffix.length() + 2 > LINE_WIDTH) {
                result.append(",\n").append(" ".repeat(PREFIX.length()));
                lineLength = PREFIX.length() + suffix.length();
            } else {
                result.append(", ");
                lineLength += suffix.length() + 2;
            }
            result.append(suffix);
        }
        return result.append(')').toString();
    }

    private static String tuple(Shape shape) {
        return Arrays.stream(shape.toArray())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", shape.dim() == 1 ? ",)" : ")"));
    }

    private boolean isCut(int dim) {
        return summarized && sizes[dim] > 2 * EDGE;
    }

    /** The positions in a dimension that are shown. */
    private long[] shown(int dim) {
        return isCut(dim)
                ? LongStream.concat(LongStream.range(0, EDGE), LongStream.range(sizes[dim] - EDGE, sizes[dim]))
                        .toArray()
                : LongStream.range(0, sizes[dim]).toArray();
    }

    private void collect(int dim, long first, LongStream.Builder indices) {
        if (dim == sizes.length) {
            indices.add(first);
            return;
        }
        for (long position : shown(dim)) {
            collect(dim + 1, first * sizes[dim] + position, indices);
        }
    }

    /** Dimension {@code dim} and those inside it, {@code first} being the place of its part among all such parts. */
    private String part(int dim, long first, int indent) {
        if (dim == sizes.length) {
            return numbers.of(first);
        }
        boolean innermost = dim == sizes.length - 1;
        List<String> parts = new ArrayList<>();
        for (long position : shown(dim)) {
            parts.add(part(dim + 1, first * sizes[dim] + position, indent + 1));
        }
        if (isCut(dim)) {
            parts.add((int) EDGE, innermost ? " ..." : "...");
        }
        if (innermost) {
            return line(parts, indent);
        }
        String separator = "," + "\n".repeat(sizes.length - dim - 1) + " ".repeat(indent + 1);
        return "[" + String.join(separator, parts) + "]";
    }

    private String line(List<String> parts, int indent) {
        int perLine = Math.max(1, (LINE_WIDTH - indent) / (numbers.width() + 2));
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < parts.size(); from += perLine) {
            lines.add(String.join(", ", parts.subList(from, Math.min(parts.size(), from + perLine))));
        }
        return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
    }
}
