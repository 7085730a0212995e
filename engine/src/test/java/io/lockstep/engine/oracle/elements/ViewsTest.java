package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.oracle.elements.Operand.Layout;
import io.lockstep.engine.oracle.elements.Operand.Values;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Views with their strides, and joining, splitting and rearranging. */
final class ViewsTest {
    private static final long[][] SHAPES = {
        {}, {1}, {6}, {0}, {2, 3}, {1, 4}, {0, 3}, {2, 3, 4}, {4, 1, 3}, {2, 2, 3, 1}
    };
    private static final List<DType> TYPES =
            List.of(DType.FLOAT64, DType.FLOAT32, DType.FLOAT16, DType.INT64, DType.UINT8, DType.BOOL);

    private final Oracle oracle = new Oracle();

    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    /** Compares a view, and then its strides, where a dimension of more than one element has any. */
    private void view(String name, Oracle.Engine engine, Oracle.Libtorch libtorch, Operand... x) {
        oracle.compare(name, engine, libtorch, x);
        oracle.compare("strides of " + name, i -> strides(engine.of(i)), i -> strides(libtorch.of(i)), x);
    }

    private static Tensor strides(Tensor view) {
        long[] strides = new long[view.dim()];
        for (int d = 0; d < strides.length; d++) {
            strides[d] = view.numel() > 0 && view.size(d) > 1 ? view.stride(d) : 0;
        }
        return view.device().tensor(strides, strides.length);
    }

    private static org.bytedeco.pytorch.Tensor strides(org.bytedeco.pytorch.Tensor view) {
        double[] strides = new double[(int) view.dim()];
        for (int d = 0; d < strides.length; d++) {
            strides[d] = view.numel() > 0 && view.size(d) > 1 ? view.stride(d) : 0;
        }
        return Operand.Torch.tensor(strides, strides.length).to(torch.ScalarType.Long);
    }

    private interface Case {
        void run(Operand x, int dims, Random random);
    }

    private void overAll(Case each) {
        for (DType dtype : TYPES) {
            for (long[] shape : SHAPES) {
                for (Layout layout : List.of(Layout.PLAIN, Layout.TRANSPOSED, Layout.STEPPED)) {
                    each.run(Operand.of(dtype, Values.NORMAL, layout, shape), shape.length, oracle.random());
                }
            }
        }
    }

    @Test
    void showsTheSameElementsInOtherShapes() {
        overAll((x, dims, random) -> {
            view("t", i -> i[0].t(), i -> i[0].t(), x);
            view("flatten", i -> i[0].flatten(), i -> i[0].flatten(), x);
            view("squeeze", i -> i[0].squeeze(), i -> i[0].squeeze(), x);
            for (int round = 0; round < 3; round++) {
                int a = random.nextInt(2 * dims + 1) - dims;
                int b = random.nextInt(2 * dims + 1) - dims;
                view("transpose " + a + b, i -> i[0].transpose(a, b), i -> i[0].transpose(a, b), x);
                view("movedim " + a + b, i -> i[0].movedim(a, b), i -> i[0].movedim(a, b), x);
                view("unsqueeze " + a, i -> i[0].unsqueeze(a), i -> i[0].unsqueeze(a), x);
                view("squeeze " + a, i -> i[0].squeeze(a), i -> i[0].squeeze(a), x);
                view("flatten " + a + b, i -> i[0].flatten(a, b), i -> i[0].flatten(a, b), x);
                long[] sizes = factors(x, random);
                String to = Arrays.toString(sizes);
                view("reshape " + to, i -> i[0].reshape(sizes), i -> i[0].reshape(sizes), x);
                view("view " + to, i -> i[0].view(sizes), i -> i[0].view(sizes), x);
            }
            long[] wide = new long[dims + 1];
            wide[0] = 2;
            for (int d = 0; d < dims; d++) {
                wide[d + 1] = x.sizes()[d] == 1 ? 3 : -1;
            }
            view("expand", i -> i[0].expand(wide), i -> i[0].expand(wide, false), x);
            if (dims > 0 && x.sizes()[dims - 1] % 2 == 0) {
                view("unflatten", i -> i[0].unflatten(-1, 2, -1), i -> i[0].unflatten(-1, 2, -1), x);
            }
        });
        oracle.requireAgreement("E7.5", 7000);
    }

    /** Sizes whose product is the number of elements, one of which may be left open. */
    private static long[] factors(Operand x, Random random) {
        long count = 1;
        for (long size : x.sizes()) {
            count *= size;
        }
        long[] sizes = new long[1 + random.nextInt(4)];
        for (int d = 0; d < sizes.length - 1; d++) {
            long factor = 1L + random.nextInt(4);
            sizes[d] = count % factor == 0 ? factor : 1;
            count /= sizes[d];
        }
        sizes[sizes.length - 1] = random.nextBoolean() ? -1 : count;
        return sizes;
    }

    @Test
    void showsParts() {
        overAll((x, dims, random) -> {
            for (int round = 0; round < 3; round++) {
                int d = random.nextInt(2 * dims + 1) - dims;
                long from = random.nextInt(9) - 4L;
                long to = random.nextInt(9) - 4L;
                long step = 1L + random.nextInt(3);
                view("select " + d + " " + from, i -> i[0].select(d, from), i -> i[0].select(d, from), x);
                view("narrow " + d + from + to, i -> i[0].narrow(d, from, to), i -> i[0].narrow(d, from, to), x);
                view(
                        "slice " + d + from + to + step,
                        i -> i[0].slice(d, from, to, step),
                        i -> i[0].slice(d, new LongOptional(from), new LongOptional(to), step),
                        x);
                view("unfold " + d + to + step, i -> i[0].unfold(d, to, step), i -> i[0].unfold(d, to, step), x);
                int e = random.nextInt(2 * dims + 1) - dims;
                view("diagonal " + from + d + e, i -> i[0].diagonal(from, d, e), i -> i[0].diagonal(from, d, e), x);
            }
        });
        oracle.requireAgreement("E7.5", 5000);
    }

    @Test
    void splitsAndJoins() {
        overAll((x, dims, random) -> {
            int d = random.nextInt(2 * dims + 1) - dims;
            long size = 1L + random.nextInt(4);
            int count = 1 + random.nextInt(4);
            part("unbind " + d, i -> i[0].unbind(d), i -> i[0].unbind(d), x);
            part("split " + size + d, i -> i[0].split(size, d), i -> i[0].split(size, d), x);
            part("chunk " + count + d, i -> i[0].chunk(count, d), i -> i[0].chunk(count, d), x);
            DType other = TYPES.get(random.nextInt(TYPES.size()));
            long[] sizes = x.sizes().clone();
            if (dims > 0) {
                sizes[d < 0 ? d + dims : Math.min(d, dims - 1)] = size;
            }
            Operand y = Operand.of(other, Values.NORMAL, oracle.anyLayout(), sizes);
            oracle.compare("cat " + d, i -> Joining.cat(d, i), i -> torch.cat(new TensorVector(i), d), x, y, x);
            oracle.compare(
                    "cat nothing",
                    i -> Joining.cat(0, i),
                    i -> torch.cat(new TensorVector(i), 0),
                    x,
                    Operand.of(other, 0));
            oracle.compare("stack " + d, i -> Joining.stack(d, i), i -> torch.stack(new TensorVector(i), d), x, x);
            oracle.compare("hstack", i -> Joining.hstack(i), i -> torch.hstack(new TensorVector(i)), x, x);
            oracle.compare("vstack", i -> Joining.vstack(i), i -> torch.vstack(new TensorVector(i)), x, x);
        });
        oracle.compare(
                "meshgrid",
                i -> Joining.meshgrid(i).get(1),
                i -> torch.meshgrid(new TensorVector(i), "ij").get(1),
                Operand.of(DType.FLOAT32, 3),
                Operand.of(DType.FLOAT32, 4),
                Operand.of(DType.FLOAT32));
        oracle.requireAgreement("E7.6", 1400);
    }

    private interface EngineParts {
        List<Tensor> of(Tensor... inputs);
    }

    private interface TorchParts {
        TensorVector of(org.bytedeco.pytorch.Tensor... inputs);
    }

    private void part(String name, EngineParts engine, TorchParts libtorch, Operand x) {
        oracle.compare("first of " + name, i -> engine.of(i).get(0), i -> first(libtorch.of(i)), x);
        oracle.compare("last of " + name, i -> engine.of(i).get(engine.of(i).size() - 1), i -> last(libtorch.of(i)), x);
    }

    private static org.bytedeco.pytorch.Tensor first(TensorVector parts) {
        if (parts.size() == 0) {
            throw new IllegalStateException("no part");
        }
        return parts.get(0);
    }

    private static org.bytedeco.pytorch.Tensor last(TensorVector parts) {
        first(parts);
        return parts.get(parts.size() - 1);
    }

    @Test
    void repeatsAndRearranges() {
        overAll((x, dims, random) -> {
            int d = random.nextInt(2 * dims + 1) - dims;
            long shift = random.nextInt(9) - 4L;
            long[] times = new long[dims + random.nextInt(2)];
            Arrays.setAll(times, i -> random.nextInt(3));
            oracle.compare("repeat", i -> i[0].repeat(times), i -> i[0].repeat(times), x);
            oracle.compare("tile", i -> i[0].tile(2), i -> i[0].tile(2), x);
            if (dims > 0 && d < dims) {
                oracle.compare(
                        "repeatInterleave " + d,
                        i -> i[0].repeatInterleave(2, d),
                        i -> i[0].repeat_interleave(2, new LongOptional(d), new LongOptional()),
                        x);
                oracle.compare("flip " + d, i -> i[0].flip(d), i -> i[0].flip(d), x);
                oracle.compare("roll " + shift + d, i -> i[0].roll(shift, d), i -> i[0].roll(new long[] {shift}, d), x);
            }
            oracle.compare("roll " + shift, i -> i[0].roll(shift), i -> i[0].roll(shift), x);
            oracle.compare("tril " + shift, i -> i[0].tril(shift), i -> i[0].tril(shift), x);
            oracle.compare("triu " + shift, i -> i[0].triu(shift), i -> i[0].triu(shift), x);
        });
        oracle.requireAgreement("E7.5", 1200);
    }
}
