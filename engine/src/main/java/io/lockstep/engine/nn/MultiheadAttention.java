package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads (Vaswani et al. 2017, section 3.2): softmax(Q K^T / sqrt(E / heads)) V per head, with Q, K and V
 * projected from query, key and value, and the heads side by side projected once more. Parameters, as PyTorch names them:
 * in_proj_weight [3 E, E], in_proj_bias [3 E], out_proj.weight [E, E], out_proj.bias [E].
 *
 * <p>Legend: L queries, S keys, N batch, E features.
 */
public final class MultiheadAttention extends Module {
    private final int heads;
    private final long features;
    private final boolean batchFirst;
    private final Dropout dropout;
    private final Module outProjection;

    /**
     * @param features E, a multiple of {@code heads}
     * @param dropout probability for the weights of attention in training
     * @param batchFirst whether tensors are [N, L, E] instead of [L, N, E]
     * @param layer a number that no other dropout of the model has
     */
    public MultiheadAttention(
            Initialisation initialisation, int features, int heads, double dropout, boolean batchFirst, long layer) {
        if (heads < 1 || features < 1 || features % heads != 0) {
            throw new IllegalArgumentException(
                    "MultiheadAttention needs features that are a multiple of its heads, but got " + features
                            + " features and " + heads + " heads");
        }
        this.heads = heads;
        this.features = features;
        this.batchFirst = batchFirst;
        this.dropout = addModule("dropout", new Dropout(dropout, layer));
        registerParameter(
                "in_proj_weight", initialisation.xavierUniform(features, 3L * features, 3L * features, features));
        registerParameter("in_proj_bias", initialisation.constant(0, 3L * features));
        outProjection = addModule(
                "out_proj",
                new Linear(
                        initialisation.uniformByFanIn(features, features, features),
                        initialisation.constant(0, features)));
    }

    boolean isBatchFirst() {
        return batchFirst;
    }

    /** Attention of x [L, N, E] to itself. */
    @Override
    public Tensor forward(Tensor x) {
        return forward(x, x, x, null, null);
    }

    /** Without masks. */
    public Tensor forward(Tensor query, Tensor key, Tensor value) {
        return forward(query, key, value, null, null);
    }

    /**
     * @param query [L, N, E], or [L, E] without batch
     * @param key [S, N, E] or [S, E]
     * @param value [S, N, E] or [S, E]
     * @param keyPaddingMask [N, S] or [S], either bool, true for keys that nothing may look at, or floating, added to the scores; null
     *     for none
     * @param attnMask [L, S] or [N heads, L, S], either bool, true where a query must not look, or floating, added to the scores;
     *     null for none
     */
    public Tensor forward(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor keyPaddingMask, @Nullable Tensor attnMask) {
        return forwardWithWeights(query, key, value, keyPaddingMask, attnMask).output();
    }

    /**
     * What attention gives.
     *
     * @param output [L, N, E], or [L, E] without batch
     * @param weights the mean over the heads of how much each query looked at each key [N, L, S] or [L, S]
     */
    public record Result(Tensor output, Tensor weights) {}

    /** As {@link #forward(Tensor, Tensor, Tensor, Tensor, Tensor)}, with the weights. */
    public Result forwardWithWeights(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor keyPaddingMask, @Nullable Tensor attnMask) {
        boolean unbatched = query.dim() == 2;
        Tensor q = heads(project(query, 0));
        Tensor k = heads(project(key, 1));
        Tensor v = heads(project(value, 2));
        Tensor scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt((double) features / heads));
        scores = masked(scores, attnMask, q.size(0) * heads, q.size(2), k.size(2));
        Tensor padding =
                keyPaddingMask == null || keyPaddingMask.dim() != 1 ? keyPaddingMask : keyPaddingMask.unsqueeze(0);
        scores = padded(scores, padding, q.size(0), k.size(2));
        Tensor weights = dropout.forward(scores.softmax(-1));
        Tensor joined = weights.matmul(v).transpose(1, 2).flatten(2);
        Tensor output = outProjection.forward(batchFirst || unbatched ? joined : joined.transpose(0, 1));
        Tensor mean = weights.mean(1);
        return unbatched ? new Result(output.squeeze(0), mean.squeeze(0)) : new Result(output, mean);
    }

    private static Tensor masked(Tensor scores, @Nullable Tensor mask, long matrices, long queries, long keys) {
        if (mask == null) {
            return scores;
        }
        boolean each = mask.shape().equals(Shape.of(matrices, queries, keys));
        if (!each && !mask.shape().equals(Shape.of(queries, keys))) {
            throw new IllegalArgumentException("MultiheadAttention expects attnMask " + Shape.of(queries, keys)
                    + " of [L, S] or " + Shape.of(matrices, queries, keys) + " of [N heads, L, S] but got "
                    + mask.shape());
        }
        return hidden(scores, each ? mask.reshape(scores.shape().toArray()) : mask);
    }

    private static Tensor padded(Tensor scores, @Nullable Tensor mask, long batch, long keys) {
        if (mask == null) {
            return scores;
        }
        if (!mask.shape().equals(Shape.of(batch, keys))) {
            throw new IllegalArgumentException("MultiheadAttention expects keyPaddingMask " + Shape.of(batch, keys)
                    + " of [N, S] but got " + mask.shape());
        }
        return hidden(scores, mask.reshape(batch, 1, 1, keys));
    }

    private static Tensor hidden(Tensor scores, Tensor mask) {
        return mask.dtype() == DType.BOOL ? scores.maskedFill(mask, Double.NEGATIVE_INFINITY) : scores.add(mask);
    }

    /** [N, L, E]. */
    private Tensor project(Tensor x, int part) {
        if (x.dim() < 2 || x.dim() > 3 || x.size(-1) != features) {
            throw new IllegalArgumentException("MultiheadAttention expects " + (batchFirst ? "[N, L, " : "[L, N, ")
                    + features + "] or [L, " + features + "] but got " + x.shape());
        }
        Tensor weight = parameter("in_proj_weight").narrow(0, part * features, features);
        Tensor bias = parameter("in_proj_bias").narrow(0, part * features, features);
        Tensor projected = io.lockstep.engine.ops.Linear.apply(x, weight, bias);
        if (x.dim() == 2) {
            return projected.unsqueeze(0);
        }
        return batchFirst ? projected : projected.transpose(0, 1);
    }

    /** [N, L, E] as [N, heads, L, E / heads]. */
    private Tensor heads(Tensor x) {
        return x.reshape(x.size(0), x.size(1), heads, features / heads).transpose(1, 2);
    }
}
