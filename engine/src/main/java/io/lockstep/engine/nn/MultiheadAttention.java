package io.lockstep.engine.nn;

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
        this.dropout = addChild("dropout", new Dropout(dropout, layer));
        addParameter("in_proj_weight", initialisation.xavierUniform(features, 3L * features, 3L * features, features));
        addParameter("in_proj_bias", initialisation.constant(0, 3L * features));
        outProjection = addChild(
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
        return forward(x, x, x, null);
    }

    /**
     * @param query [L, N, E]
     * @param key [S, N, E]
     * @param value [S, N, E]
     * @param mask added to the scores before the softmax, of a shape that broadcasts to [N, heads, L, S], such as -infinity where
     *     a query must not look; null for none
     */
    public Tensor forward(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
        Tensor q = heads(project(query, 0));
        Tensor k = heads(project(key, 1));
        Tensor v = heads(project(value, 2));
        Tensor scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt((double) features / heads));
        Tensor masked = mask == null ? scores : scores.add(mask);
        Tensor attended = dropout.forward(masked.softmax(-1)).matmul(v);
        Tensor joined = attended.transpose(1, 2).flatten(2);
        return outProjection.forward(batchFirst ? joined : joined.transpose(0, 1));
    }

    private Tensor project(Tensor x, int part) {
        if (x.dim() != 3 || x.size(2) != features) {
            throw new IllegalArgumentException("MultiheadAttention expects " + (batchFirst ? "[N, L, " : "[L, N, ")
                    + features + "] but got " + x.shape());
        }
        Tensor weight = parameter("in_proj_weight").narrow(0, part * features, features);
        Tensor bias = parameter("in_proj_bias").narrow(0, part * features, features);
        Tensor projected = io.lockstep.engine.ops.Linear.apply(x, weight, bias);
        return batchFirst ? projected : projected.transpose(0, 1);
    }

    /** [N, L, E] as [N, heads, L, E / heads]. */
    private Tensor heads(Tensor x) {
        return x.reshape(x.size(0), x.size(1), heads, features / heads).transpose(1, 2);
    }
}
