package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.SgdOptions;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network in libtorch, without libtorch's own copy of oneDNN, which would agree with the engine's too easily. */
final class TorchTraining implements Training {
    private final TorchModel model;
    private final DType precision;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final SGD optimizer;

    /**
     * @param initial parameters and buffers to start from
     * @param precision what to compute in, with float32 parameters
     */
    TorchTraining(TorchModel model, Map<String, HostArray> initial, double lr, SgdOptions options, DType precision) {
        torch.globalContext().setUserEnabledMkldnn(false);
        this.model = model;
        this.precision = precision;
        initial.forEach((name, array) -> {
            Tensor tensor = Tensor.create(floats(array), array.shape().toArray());
            if (name.contains(".running_")) {
                buffers.put(name, tensor);
            } else {
                parameters.put(name, tensor.set_requires_grad(true));
            }
        });
        optimizer = optimizer(lr, options);
    }

    /** How far a step with this batch would be from a kink of the loss, see {@link TorchLayers#distanceToKink}. */
    double distanceToKink(Batch batch) {
        try (PointerScope pointers = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> untouched = new LinkedHashMap<>(parameters);
            buffers.forEach((name, buffer) -> untouched.put(name, buffer.clone()));
            TorchLayers layers = new TorchLayers(untouched, true, batch.kept(), precision);
            model.logits(layers, images(batch));
            return layers.distanceToKink();
        }
    }

    @Override
    public Step step(Batch batch) {
        try (PointerScope pointers = new PointerScope()) {
            optimizer.zero_grad();
            Tensor logits = logits(batch, true);
            Tensor loss = torch.cross_entropy_loss(logits, Tensor.create(batch.labels()));
            loss.backward();
            Step found = new Step(values(logits), loss.item_float(), gradients());
            optimizer.step();
            return found;
        }
    }

    @Override
    public float[] evaluate(Batch batch) {
        try (PointerScope pointers = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return values(logits(batch, false));
        }
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors().forEach((name, tensor) -> values.put(name, values(tensor)));
        return values;
    }

    @Override
    public void close() {
        optimizer.close();
        tensors().values().forEach(Tensor::close);
    }

    private SGD optimizer(double lr, SgdOptions options) {
        try (SGDOptions same = new SGDOptions(lr);
                TensorVector trained = new TensorVector(parameters.values().toArray(new Tensor[0]))) {
            same.momentum().put(options.momentum());
            same.dampening().put(options.dampening());
            same.weight_decay().put(options.weightDecay());
            same.nesterov().put(options.nesterov());
            return new SGD(trained, same);
        }
    }

    private Tensor logits(Batch batch, boolean training) {
        return model.logits(new TorchLayers(tensors(), training, batch.kept(), precision), images(batch))
                .to(torch.ScalarType.Float);
    }

    private Tensor images(Batch batch) {
        return Tensor.create(batch.images(), batch.size(), Batches.CHANNELS, model.height(), model.width());
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(parameters);
        tensors.putAll(buffers);
        return tensors;
    }

    private Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> gradients.put(name, values(parameter.grad())));
        return gradients;
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        FloatBuffer elements = tensor.contiguous().createBuffer();
        elements.get(values);
        return values;
    }

    private static float[] floats(HostArray array) {
        FloatBuffer elements = array.floats();
        float[] values = new float[elements.remaining()];
        elements.get(values);
        return values;
    }
}
