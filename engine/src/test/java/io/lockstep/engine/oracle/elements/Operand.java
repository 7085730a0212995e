package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Random;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * An input of a compared operation, drawn anew for each comparison.
 *
 * @param high index values go up to this minus 1
 */
record Operand(DType dtype, Values values, Layout layout, long low, long high, long... sizes) {
    /** What the elements are. */
    enum Values {
        /** Different numbers, of the half precisions some equal ones. */
        NORMAL,
        /** Whole numbers from -3 to 3. */
        TIES,
        /** As ties, with NaN and infinities among them. */
        SPECIAL,
        /** Whole numbers in a range. */
        RANGE
    }

    /** How the elements lie in memory. */
    enum Layout {
        PLAIN,
        /** Dimensions in reverse order. */
        TRANSPOSED,
        /** Every other element of the last dimension, from the second on. */
        STEPPED
    }

    /** The same elements on both sides; the leaves collect the gradients of floating ones. */
    record Pair(Tensor leaf, Tensor engine, org.bytedeco.pytorch.Tensor torchLeaf, org.bytedeco.pytorch.Tensor torch) {}

    static Operand of(DType dtype, long... sizes) {
        return new Operand(dtype, Values.NORMAL, Layout.PLAIN, 0, 0, sizes);
    }

    static Operand of(DType dtype, Values values, Layout layout, long... sizes) {
        return new Operand(dtype, values, layout, 0, 0, sizes);
    }

    static Operand range(long low, long high, long... sizes) {
        return new Operand(DType.INT64, Values.RANGE, Layout.PLAIN, low, high, sizes);
    }

    /** Whether libtorch has ways of its own for so few truth values, in operations that it refuses for more. */
    boolean isFewTruths() {
        boolean few = sizes.length == 0;
        for (long size : sizes) {
            few |= size <= 1;
        }
        return dtype == DType.BOOL && few;
    }

    Pair draw(Device device, Random random) {
        long[] stored = storedSizes();
        int count = (int) Shape.of(stored).numel();
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number(random);
        }
        Tensor leaf = device.tensor(numbers, stored).to(dtype);
        org.bytedeco.pytorch.Tensor torchLeaf = Torch.tensor(numbers, stored).to(Torch.type(dtype));
        if (dtype.isFloating()) {
            leaf = leaf.detach().requiresGrad_();
            torchLeaf.requires_grad_(true);
        }
        return new Pair(leaf, laidOut(leaf), torchLeaf, laidOut(torchLeaf));
    }

    private double number(Random random) {
        double chosen = random.nextInt(7) - 3.0;
        return switch (values) {
            case RANGE -> low + random.nextInt((int) (high - low));
            case NORMAL -> normal(random);
            case TIES -> unsigned(chosen);
            case SPECIAL -> {
                int which = random.nextInt(8);
                boolean special = dtype.isFloating() && which < 3;
                yield !special ? unsigned(chosen) : which == 0 ? Double.NaN : (which == 1 ? 1 : -1) / 0.0;
            }
        };
    }

    private double normal(Random random) {
        double number = 3 * random.nextGaussian();
        return switch (dtype) {
            case FLOAT32, FLOAT64 -> (float) number;
            case FLOAT16, BFLOAT16 -> Math.rint(4 * number) / 4;
            default -> unsigned(Math.rint(4 * number));
        };
    }

    private double unsigned(double number) {
        return dtype == DType.UINT8 ? Math.abs(number) : dtype == DType.BOOL ? (number > 0 ? 1 : 0) : number;
    }

    private long[] storedSizes() {
        long[] stored = sizes.clone();
        if (layout == Layout.TRANSPOSED) {
            for (int d = 0; d < stored.length; d++) {
                stored[d] = sizes[sizes.length - 1 - d];
            }
        } else if (layout == Layout.STEPPED && stored.length > 0) {
            stored[stored.length - 1] = 2 * stored[stored.length - 1] + 1;
        }
        return stored;
    }

    private Tensor laidOut(Tensor leaf) {
        if (layout == Layout.TRANSPOSED) {
            int[] order = new int[sizes.length];
            for (int d = 0; d < order.length; d++) {
                order[d] = order.length - 1 - d;
            }
            return leaf.permute(order);
        }
        return layout == Layout.STEPPED && sizes.length > 0 ? leaf.slice(-1, 1, Long.MAX_VALUE, 2) : leaf;
    }

    private org.bytedeco.pytorch.Tensor laidOut(org.bytedeco.pytorch.Tensor leaf) {
        if (layout == Layout.TRANSPOSED) {
            long[] order = new long[sizes.length];
            for (int d = 0; d < order.length; d++) {
                order[d] = order.length - 1L - d;
            }
            return leaf.permute(order);
        }
        return layout == Layout.STEPPED && sizes.length > 0
                ? leaf.slice(-1, new LongOptional(1), new LongOptional(), 2)
                : leaf;
    }

    @Override
    public String toString() {
        return dtype + Shape.of(sizes).toString() + " " + values + " " + layout;
    }

    /** libtorch's side. */
    static final class Torch {
        private Torch() {}

        static torch.ScalarType type(DType dtype) {
            return switch (dtype) {
                case BOOL -> torch.ScalarType.Bool;
                case UINT8 -> torch.ScalarType.Byte;
                case INT8 -> torch.ScalarType.Char;
                case INT16 -> torch.ScalarType.Short;
                case INT32 -> torch.ScalarType.Int;
                case INT64 -> torch.ScalarType.Long;
                case FLOAT16 -> torch.ScalarType.Half;
                case BFLOAT16 -> torch.ScalarType.BFloat16;
                case FLOAT32 -> torch.ScalarType.Float;
                case FLOAT64 -> torch.ScalarType.Double;
            };
        }

        static org.bytedeco.pytorch.Tensor tensor(double[] numbers, long... sizes) {
            return numbers.length == 0
                    ? torch.empty(sizes).to(torch.ScalarType.Double)
                    : org.bytedeco.pytorch.Tensor.create(numbers, numbers.length)
                            .reshape(sizes);
        }

        static double[] numbers(org.bytedeco.pytorch.Tensor x) {
            double[] numbers = new double[(int) x.numel()];
            if (numbers.length > 0) {
                x.detach()
                        .to(torch.ScalarType.Double)
                        .contiguous()
                        .data_ptr_double()
                        .get(numbers);
            }
            return numbers;
        }

        static long[] sizes(org.bytedeco.pytorch.Tensor x) {
            long[] sizes = new long[(int) x.dim()];
            for (int d = 0; d < sizes.length; d++) {
                sizes[d] = x.size(d);
            }
            return sizes;
        }
    }
}
