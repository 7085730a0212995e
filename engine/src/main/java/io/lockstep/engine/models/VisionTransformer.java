package io.lockstep.engine.models;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.GELU;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.LayerNorm;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.MultiheadAttention;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Tensor;

/**
 * A transformer over pieces of 16 x 16 pixels (Dosovitskiy et al. 2021, ViT-B/16), with torchvision's names: the pieces and a learnt
 * token for the class go through twelve encoder layers, and the class is read from that token.
 *
 * <p>Legend: N batch, L pieces and token, E features.
 */
final class VisionTransformer extends Module {
    static final int PATCH = 16;
    private static final int FEATURES = 768;
    private static final int LAYERS = 12;
    private static final int HEADS = 12;
    private static final int HIDDEN = 3072;
    private static final double EPSILON = 1e-6;

    private final Module projection;
    private final Encoder encoder;
    private final Module heads;
    private final long[] imageSize;

    VisionTransformer(ModelSpec spec, Initialisation initial) {
        imageSize = new long[] {spec.height(), spec.width()};
        registerParameter("class_token", initial.constant(0, 1, 1, FEATURES));
        double fanIn = (double) spec.channels() * PATCH * PATCH;
        projection = addModule(
                "conv_proj",
                Conv2d.of(
                        initial.normal(0, Math.sqrt(1 / fanIn), FEATURES, spec.channels(), PATCH, PATCH),
                        initial.constant(0, FEATURES),
                        Window.square(PATCH, PATCH, 0)));
        long pieces = (long) (spec.height() / PATCH) * (spec.width() / PATCH);
        encoder = addModule("encoder", new Encoder(initial, pieces + 1));
        Module head = new Linear(initial.constant(0, spec.classes(), FEATURES), initial.constant(0, spec.classes()));
        heads = addModule("heads", new Sequential().append("head", head));
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.dim() != 4 || x.size(2) != imageSize[0] || x.size(3) != imageSize[1]) {
            throw new IllegalArgumentException(
                    "vit_b_16 was made for images [N, C, " + imageSize[0] + ", " + imageSize[1] + "] but got "
                            + x.shape() + "; its places are learnt, so make one for this size, or resize the images");
        }
        Tensor pieces = projection.call(x).flatten(2).transpose(1, 2);
        Tensor token = parameter("class_token").expand(x.size(0), 1, FEATURES);
        Tensor encoded = encoder.call(Joining.cat(1, token, pieces));
        return heads.call(encoded.select(1, 0));
    }

    /** Learnt places, the layers and a normalisation of x [N, L, E]. */
    private static final class Encoder extends Module {
        private final Module layers;
        private final Module norm;
        private final Module dropout = new Dropout(0, 0);

        Encoder(Initialisation initial, long length) {
            registerParameter("pos_embedding", initial.normal(0, 0.02, 1, length, FEATURES));
            Sequential all = new Sequential();
            for (int i = 0; i < LAYERS; i++) {
                all.append("encoder_layer_" + i, new EncoderLayer(initial, i + 1));
            }
            layers = addModule("layers", all);
            norm = addModule("ln", new LayerNorm(initial, Shape.of(FEATURES), EPSILON, true, true));
        }

        @Override
        public Tensor forward(Tensor x) {
            return norm.call(layers.call(dropout.call(x.add(parameter("pos_embedding")))));
        }
    }

    /** Attention and a network of two linear layers, each behind a normalisation and with a way around it. */
    private static final class EncoderLayer extends Module {
        private final Module norm1;
        private final Module attention;
        private final Module norm2;
        private final Module mlp;

        EncoderLayer(Initialisation initial, long dropout) {
            norm1 = addModule("ln_1", new LayerNorm(initial, Shape.of(FEATURES), EPSILON, true, true));
            attention = addModule("self_attention", new MultiheadAttention(initial, FEATURES, HEADS, 0, true, dropout));
            norm2 = addModule("ln_2", new LayerNorm(initial, Shape.of(FEATURES), EPSILON, true, true));
            mlp = addModule(
                    "mlp",
                    new Sequential(
                            linear(initial, FEATURES, HIDDEN),
                            new GELU(),
                            new Dropout(0, 0),
                            linear(initial, HIDDEN, FEATURES),
                            new Dropout(0, 0)));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x.add(attention.call(norm1.call(x)));
            return y.add(mlp.call(norm2.call(y)));
        }

        private static Module linear(Initialisation initial, long inputs, long outputs) {
            return new Linear(
                    initial.xavierUniform(inputs, outputs, outputs, inputs), initial.normal(0, 1e-6, outputs));
        }
    }
}
