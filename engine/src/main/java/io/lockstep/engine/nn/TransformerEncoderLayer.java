package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017, section 3.1): attention of the sequence to itself and a network of two
 * linear layers with relu, each with a way around it and layer normalisation, behind it or in front of it.
 */
public final class TransformerEncoderLayer extends Module {
    private final boolean normFirst;
    private final MultiheadAttention attention;
    private final Module linear1;
    private final Module linear2;
    private final Module norm1;
    private final Module norm2;
    private final Module dropout;
    private final Module dropout1;
    private final Module dropout2;

    /**
     * @param features E of the sequence
     * @param hidden features between the two linear layers
     * @param normFirst whether normalisation is in front
     * @param batchFirst whether sequences are [N, L, E] instead of [L, N, E]
     * @param layer the first of four numbers that no other dropout of the model has
     */
    public TransformerEncoderLayer(
            Initialisation initialisation,
            int features,
            int heads,
            int hidden,
            double dropout,
            boolean normFirst,
            boolean batchFirst,
            long layer) {
        this.normFirst = normFirst;
        attention = addModule(
                "self_attn", new MultiheadAttention(initialisation, features, heads, dropout, batchFirst, layer));
        linear1 = addModule("linear1", new Linear(initialisation, features, hidden));
        this.dropout = addModule("dropout", new Dropout(dropout, layer + 1));
        linear2 = addModule("linear2", new Linear(initialisation, hidden, features));
        norm1 = addModule("norm1", new LayerNorm(initialisation, features));
        norm2 = addModule("norm2", new LayerNorm(initialisation, features));
        dropout1 = addModule("dropout1", new Dropout(dropout, layer + 2));
        dropout2 = addModule("dropout2", new Dropout(dropout, layer + 3));
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, null, null);
    }

    /**
     * @param x [L, N, E], or [L, E] without batch
     * @param mask the attnMask of {@link MultiheadAttention#forward(Tensor, Tensor, Tensor, Tensor, Tensor)}
     * @param keyPaddingMask as there
     */
    public Tensor forward(Tensor x, @Nullable Tensor mask, @Nullable Tensor keyPaddingMask) {
        if (normFirst) {
            Tensor y = x.add(attend(norm1.call(x), mask, keyPaddingMask));
            return y.add(transform(norm2.call(y)));
        }
        Tensor y = norm1.call(x.add(attend(x, mask, keyPaddingMask)));
        return norm2.call(y.add(transform(y)));
    }

    private Tensor attend(Tensor x, @Nullable Tensor mask, @Nullable Tensor keyPaddingMask) {
        return dropout1.call(attention.hooked(x, attention.forward(x, x, x, keyPaddingMask, mask)));
    }

    private Tensor transform(Tensor x) {
        return dropout2.call(linear2.call(dropout.call(linear1.call(x).relu())));
    }
}
