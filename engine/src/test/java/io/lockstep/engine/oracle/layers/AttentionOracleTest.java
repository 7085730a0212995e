package io.lockstep.engine.oracle.layers;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.MultiheadAttention;
import io.lockstep.engine.nn.TransformerEncoderLayer;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.MultiheadAttentionForwardFuncOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TransformerEncoderLayerImpl;
import org.bytedeco.pytorch.TransformerEncoderLayerOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Outputs, weights, and the gradients of queries, keys, values, floating masks and parameters. */
final class AttentionOracleTest {
    private static final int FEATURES = 4;
    private static final int HEADS = 2;
    private static final int HIDDEN = 5;
    private static final int QUERIES = 3;
    private static final int KEYS = 5;
    private static final int BATCH = 2;
    private static final List<DType> TYPES = List.of(DType.FLOAT64, DType.FLOAT32);

    private final Random random = new Random(13);

    private enum Mask {
        NONE,
        FLOATING,
        BOOL
    }

    @Test
    void attendsAsLibtorch() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            for (DType dtype : TYPES) {
                for (Mask mask : Mask.values()) {
                    for (boolean padded : new boolean[] {false, true}) {
                        for (Layout layout : Layout.values()) {
                            attend(sides, dtype, mask, padded, layout);
                        }
                    }
                }
            }
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(2 * 3 * 2 * 3);
        }
    }

    /** libtorch's C++ functions take no masks of [N heads, L, S], so these are compared with one mask for all heads. */
    @Test
    void aMaskOfEachHeadHidesAsOneForAll() {
        try (Device device = new Device(Backends.open("cpu", "reference"))) {
            Initialisation initial = new Initialisation(device, DType.FLOAT64, 5);
            MultiheadAttention module = new MultiheadAttention(initial, FEATURES, HEADS, 0, true, 0);
            Tensor x = device.randn(DType.FLOAT64, BATCH, QUERIES, FEATURES);
            Tensor mask = device.randn(DType.FLOAT64, QUERIES, QUERIES);
            Tensor each = mask.repeat((long) BATCH * HEADS, 1, 1);
            double[] expected = module.forward(x, x, x, null, mask).toDoubleArray();
            assertThat(module.forward(x, x, x, null, each).toDoubleArray()).isEqualTo(expected);
            Tensor last = each.clone();
            last.select(0, (long) BATCH * HEADS - 1).zero_();
            double[] other = module.forward(x, x, x, null, last).toDoubleArray();
            int half = expected.length / 2;
            assertThat(Arrays.copyOf(other, half)).isEqualTo(Arrays.copyOf(expected, half));
            assertThat(other).isNotEqualTo(expected);
        }
    }

    private enum Layout {
        SEQUENCE_FIRST,
        BATCH_FIRST,
        UNBATCHED;

        long[] sizes(long length) {
            return switch (this) {
                case SEQUENCE_FIRST -> new long[] {length, BATCH, FEATURES};
                case BATCH_FIRST -> new long[] {BATCH, length, FEATURES};
                case UNBATCHED -> new long[] {length, FEATURES};
            };
        }

        int batch() {
            return this == UNBATCHED ? 1 : BATCH;
        }

        /** [L, N, E], or back from it. */
        org.bytedeco.pytorch.Tensor sequenceFirst(org.bytedeco.pytorch.Tensor x) {
            return switch (this) {
                case SEQUENCE_FIRST -> x;
                case BATCH_FIRST -> x.transpose(0, 1);
                case UNBATCHED -> x.dim() == 2 ? x.unsqueeze(1) : x.squeeze(1);
            };
        }
    }

    private void attend(BothSides sides, DType dtype, Mask mask, boolean padded, Layout layout) {
        Initialisation initial = new Initialisation(sides.device(), dtype, 1);
        MultiheadAttention module =
                new MultiheadAttention(initial, FEATURES, HEADS, 0, layout == Layout.BATCH_FIRST, 0);
        List<HostTensor> arguments = new ArrayList<>();
        arguments.add(HostTensor.random(random, dtype, layout.sizes(QUERIES)));
        arguments.add(HostTensor.random(random, dtype, layout.sizes(KEYS)));
        arguments.add(HostTensor.random(random, dtype, layout.sizes(KEYS)));
        addParameters(arguments, module, dtype);
        int parameters = arguments.size();
        addMasks(arguments, dtype, mask, padded, layout.batch(), QUERIES, KEYS);
        sides.compare(
                "attention, mask " + mask + ", padded " + padded + ", " + layout,
                BothSides.rounding(dtype),
                dtype == DType.FLOAT64,
                t -> {
                    module.replaceParameters(named(module, 3, t));
                    Tensor attn = mask == Mask.NONE ? null : t[parameters];
                    Tensor padding = padded ? t[t.length - 1] : null;
                    Tensor keys = layout == Layout.UNBATCHED && padding != null ? padding.squeeze(0) : padding;
                    MultiheadAttention.Result y = module.forwardWithWeights(t[0], t[1], t[2], keys, attn);
                    return new Tensor[] {y.output(), y.weights()};
                },
                t -> {
                    T_TensorTensor_T y = attention(
                            layout.sequenceFirst(t[0]),
                            layout.sequenceFirst(t[1]),
                            layout.sequenceFirst(t[2]),
                            Arrays.copyOfRange(t, 3, 7),
                            mask == Mask.NONE ? null : t[parameters],
                            padded ? t[t.length - 1] : null);
                    org.bytedeco.pytorch.Tensor weights =
                            layout == Layout.UNBATCHED ? y.get1().squeeze(0) : y.get1();
                    return new org.bytedeco.pytorch.Tensor[] {layout.sequenceFirst(y.get0()), weights};
                },
                arguments.toArray(new HostTensor[0]));
    }

    private static T_TensorTensor_T attention(
            org.bytedeco.pytorch.Tensor query,
            org.bytedeco.pytorch.Tensor key,
            org.bytedeco.pytorch.Tensor value,
            org.bytedeco.pytorch.Tensor[] parameters,
            org.bytedeco.pytorch.@Nullable Tensor mask,
            org.bytedeco.pytorch.@Nullable Tensor padding) {
        org.bytedeco.pytorch.Tensor none = new org.bytedeco.pytorch.Tensor();
        MultiheadAttentionForwardFuncOptions options = new MultiheadAttentionForwardFuncOptions(
                FEATURES, HEADS, parameters[0], parameters[1], none, none, false, 0, parameters[2], parameters[3]);
        options.training().put(false);
        if (mask != null) {
            options.attn_mask().put(added(mask, query));
        }
        if (padding != null) {
            options.key_padding_mask().put(padding);
        }
        return torch.multi_head_attention_forward(query, key, value, options);
    }

    @Test
    void encodesAsLibtorch() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            for (DType dtype : TYPES) {
                for (Mask mask : Mask.values()) {
                    for (boolean padded : new boolean[] {false, true}) {
                        for (boolean normFirst : new boolean[] {false, true}) {
                            for (boolean batchFirst : new boolean[] {false, true}) {
                                encode(sides, dtype, mask, padded, normFirst, batchFirst);
                            }
                        }
                    }
                }
            }
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(2 * 3 * 2 * 2 * 2);
        }
    }

    private void encode(
            BothSides sides, DType dtype, Mask mask, boolean padded, boolean normFirst, boolean batchFirst) {
        Initialisation initial = new Initialisation(sides.device(), dtype, 1);
        TransformerEncoderLayer module =
                new TransformerEncoderLayer(initial, FEATURES, HEADS, HIDDEN, 0.1, normFirst, batchFirst, 0);
        module.eval();
        Layout layout = batchFirst ? Layout.BATCH_FIRST : Layout.SEQUENCE_FIRST;
        List<HostTensor> arguments = new ArrayList<>();
        arguments.add(HostTensor.random(random, dtype, layout.sizes(KEYS)));
        addParameters(arguments, module, dtype);
        int parameters = arguments.size();
        addMasks(arguments, dtype, mask, padded, BATCH, KEYS, KEYS);
        List<String> names = List.copyOf(module.namedParameters().keySet());
        sides.compare(
                "encoder layer, mask " + mask + ", padded " + padded + ", normFirst " + normFirst + ", " + layout,
                BothSides.rounding(dtype),
                false,
                t -> {
                    module.replaceParameters(named(module, 1, t));
                    Tensor attn = mask == Mask.NONE ? null : t[parameters];
                    return new Tensor[] {module.forward(t[0], attn, padded ? t[t.length - 1] : null)};
                },
                t -> {
                    Map<String, org.bytedeco.pytorch.Tensor> p = new LinkedHashMap<>();
                    names.forEach(name -> p.put(name, t[1 + p.size()]));
                    org.bytedeco.pytorch.Tensor attn = mask == Mask.NONE ? null : t[parameters];
                    org.bytedeco.pytorch.Tensor padding = padded ? t[t.length - 1] : null;
                    org.bytedeco.pytorch.Tensor x = layout.sequenceFirst(t[0]);
                    org.bytedeco.pytorch.Tensor y = encoded(x, p, attn, padding, normFirst);
                    if (!normFirst) {
                        assertThat(torch.allclose(y, libtorchsOwn(x, p, attn, padding), 1e-4, 1e-5, false))
                                .as("the formula beside libtorch's layer")
                                .isTrue();
                    }
                    return new org.bytedeco.pytorch.Tensor[] {layout.sequenceFirst(y)};
                },
                arguments.toArray(new HostTensor[0]));
    }

    /** From libtorch's functions: its layer cannot normalise first, and hides its parameters from the tape. */
    private static org.bytedeco.pytorch.Tensor encoded(
            org.bytedeco.pytorch.Tensor x,
            Map<String, org.bytedeco.pytorch.Tensor> p,
            org.bytedeco.pytorch.@Nullable Tensor mask,
            org.bytedeco.pytorch.@Nullable Tensor padding,
            boolean normFirst) {
        org.bytedeco.pytorch.Tensor[] projections = {
            p.get("self_attn.in_proj_weight"),
            p.get("self_attn.in_proj_bias"),
            p.get("self_attn.out_proj.weight"),
            p.get("self_attn.out_proj.bias")
        };
        org.bytedeco.pytorch.Tensor seen = normFirst ? norm(x, "norm1", p) : x;
        org.bytedeco.pytorch.Tensor y =
                x.add(attention(seen, seen, seen, projections, mask, padding).get0());
        if (!normFirst) {
            y = norm(y, "norm1", p);
        }
        seen = normFirst ? norm(y, "norm2", p) : y;
        org.bytedeco.pytorch.Tensor hidden = torch.linear(seen, p.get("linear1.weight"), p.get("linear1.bias"))
                .relu();
        y = y.add(torch.linear(hidden, p.get("linear2.weight"), p.get("linear2.bias")));
        return normFirst ? y : norm(y, "norm2", p);
    }

    private static org.bytedeco.pytorch.Tensor norm(
            org.bytedeco.pytorch.Tensor x, String name, Map<String, org.bytedeco.pytorch.Tensor> p) {
        TensorOptional weight = new TensorOptional(p.get(name + ".weight"));
        TensorOptional bias = new TensorOptional(p.get(name + ".bias"));
        return torch.layer_norm(x, new long[] {FEATURES}, weight, bias, 1e-5, false);
    }

    private static org.bytedeco.pytorch.Tensor libtorchsOwn(
            org.bytedeco.pytorch.Tensor x,
            Map<String, org.bytedeco.pytorch.Tensor> p,
            org.bytedeco.pytorch.@Nullable Tensor mask,
            org.bytedeco.pytorch.@Nullable Tensor padding) {
        TransformerEncoderLayerOptions options = new TransformerEncoderLayerOptions(FEATURES, HEADS);
        options.dim_feedforward().put(HIDDEN);
        TransformerEncoderLayerImpl layer = new TransformerEncoderLayerImpl(options);
        layer.eval();
        layer.to(x.scalar_type(), false);
        StringTensorDict own = layer.named_parameters();
        assertThat(own.size()).isEqualTo(p.size());
        p.forEach((name, value) -> own.get(name).detach().copy_(value.detach()));
        org.bytedeco.pytorch.Tensor none = new org.bytedeco.pytorch.Tensor();
        return layer.forward(x, mask == null ? none : added(mask, x), padding == null ? none : padding);
    }

    /** What is added to the scores: libtorch's C++ functions, unlike PyTorch's in Python, would add a truth value as 1. */
    private static org.bytedeco.pytorch.Tensor added(
            org.bytedeco.pytorch.Tensor mask, org.bytedeco.pytorch.Tensor like) {
        return mask.scalar_type().intern() == torch.ScalarType.Bool
                ? torch.zeros(mask.sizes().vec().get())
                        .to(like.scalar_type())
                        .masked_fill(mask, new Scalar(Double.NEGATIVE_INFINITY))
                : mask;
    }

    private void addParameters(List<HostTensor> arguments, Module module, DType dtype) {
        for (Tensor parameter : module.parameters()) {
            arguments.add(HostTensor.random(random, dtype, parameter.shape().toArray()));
        }
    }

    /** The first key stays visible, so that no query sees nothing. */
    private void addMasks(
            List<HostTensor> arguments, DType dtype, Mask mask, boolean padded, int batch, int queries, int keys) {
        switch (mask) {
            case NONE -> {}
            case FLOATING -> arguments.add(HostTensor.random(random, dtype, queries, keys));
            case BOOL -> arguments.add(hiding(queries, keys));
        }
        if (padded) {
            arguments.add(hiding(batch, keys));
        }
    }

    private HostTensor hiding(int rows, int keys) {
        double[] hidden = new double[rows * keys];
        Arrays.setAll(hidden, i -> i % keys != 0 && random.nextBoolean() ? 1 : 0);
        return HostTensor.of(DType.BOOL, hidden, rows, keys);
    }

    private static Map<String, Tensor> named(Module module, int first, Tensor... t) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (String name : module.namedParameters().keySet()) {
            named.put(name, t[first + named.size()]);
        }
        return named;
    }

    @Test
    void refusesMasksThatDoNotFit() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            MultiheadAttention module = new MultiheadAttention(
                    new Initialisation(sides.device(), DType.FLOAT32, 1), FEATURES, HEADS, 0, true, 0);
            Tensor x = sides.device().zeros(BATCH, KEYS, FEATURES);
            Tensor wrong = sides.device().zeros(KEYS, QUERIES);
            assertThatThrownBy(() -> module.forward(x, x, x, null, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("attnMask [5, 5] of [L, S] or [4, 5, 5] of [N heads, L, S] but got [5, 3]");
            assertThatThrownBy(() -> module.forward(x, x, x, wrong, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keyPaddingMask [2, 5] of [N, S] but got [5, 3]");
        }
    }
}
