package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.CELU;
import io.lockstep.engine.nn.ELU;
import io.lockstep.engine.nn.GELU;
import io.lockstep.engine.nn.Hardshrink;
import io.lockstep.engine.nn.Hardsigmoid;
import io.lockstep.engine.nn.Hardswish;
import io.lockstep.engine.nn.Hardtanh;
import io.lockstep.engine.nn.Identity;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.LeakyReLU;
import io.lockstep.engine.nn.LogSigmoid;
import io.lockstep.engine.nn.LogSoftmax;
import io.lockstep.engine.nn.Mish;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.PReLU;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.ReLU6;
import io.lockstep.engine.nn.SELU;
import io.lockstep.engine.nn.SiLU;
import io.lockstep.engine.nn.Sigmoid;
import io.lockstep.engine.nn.Softmax;
import io.lockstep.engine.nn.Softmin;
import io.lockstep.engine.nn.Softplus;
import io.lockstep.engine.nn.Softshrink;
import io.lockstep.engine.nn.Softsign;
import io.lockstep.engine.nn.Step;
import io.lockstep.engine.nn.Swish;
import io.lockstep.engine.nn.Tanh;
import io.lockstep.engine.nn.Tanhshrink;
import io.lockstep.engine.nn.Threshold;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The activations as modules, with the values that their options have if none are given. */
final class ActivationModuleOracleTest {
    private static void compare(Comparer comparer, Module module, UnaryOperator<org.bytedeco.pytorch.Tensor> oracle) {
        String name = module.getClass().getSimpleName();
        Argument argument = Argument.random(comparer.random(), DType.FLOAT32, 4, 5, 3);
        comparer.compare(name, 1, false, x -> module.forward(x[0]), x -> oracle.apply(x[0]), argument);
    }

    @Test
    void agreesWithLibtorch() {
        try (Comparer comparer = new Comparer()) {
            compare(comparer, new Identity(), x -> x);
            compare(comparer, new Threshold(0.3, -1), x -> torch.threshold(x, new Scalar(0.3), new Scalar(-1.0)));
            compare(comparer, new Sigmoid(), x -> torch.sigmoid(x));
            compare(comparer, new LogSigmoid(), x -> torch.log_sigmoid(x));
            compare(comparer, new Tanh(), x -> torch.tanh(x));
            compare(comparer, new ReLU(), x -> torch.relu(x));
            compare(comparer, new ReLU6(), x -> torch.hardtanh(x, new Scalar(0), new Scalar(6)));
            compare(comparer, new LeakyReLU(), x -> torch.leaky_relu(x));
            compare(comparer, new LeakyReLU(0.1), x -> torch.leaky_relu(x, new Scalar(0.1)));
            compare(comparer, new ELU(), x -> torch.elu(x));
            compare(comparer, new SELU(), x -> torch.selu(x));
            compare(comparer, new CELU(), x -> torch.celu(x));
            compare(comparer, new SiLU(), x -> torch.silu(x));
            compare(comparer, new Swish(), x -> torch.silu(x));
            compare(comparer, new Swish(2), x -> x.mul(torch.sigmoid(x.mul(new Scalar(2)))));
            compare(comparer, new GELU(), x -> torch.gelu(x));
            compare(comparer, new GELU(GELU.Approximation.TANH), x -> torch.gelu(x, "tanh"));
            compare(comparer, new Mish(), x -> torch.mish(x));
            compare(comparer, new Softsign(), x -> x.div(torch.abs(x).add(new Scalar(1))));
            compare(comparer, new Softplus(), x -> torch.softplus(x));
            compare(comparer, new Softplus(3, 2), x -> torch.softplus(x, new Scalar(3), new Scalar(2)));
            compare(comparer, new Hardtanh(), x -> torch.hardtanh(x));
            compare(comparer, new Hardsigmoid(), x -> torch.hardsigmoid(x));
            compare(comparer, new Hardswish(), x -> torch.hardswish(x));
            compare(comparer, new Tanhshrink(), x -> x.sub(torch.tanh(x)));
            compare(comparer, new Hardshrink(), x -> torch.hardshrink(x));
            compare(comparer, new Softshrink(), x -> torch.softshrink(x));
            compare(comparer, new Softmax(1), x -> torch.softmax(x, 1));
            compare(comparer, new Softmin(-1), x -> torch.softmax(x.neg(), -1));
            compare(comparer, new LogSoftmax(0), x -> torch.log_softmax(x, 0));
            assertThat(OracleCases.counted("E2", comparer.finish())).isEqualTo(30);
        }
    }

    @Test
    void preluLearnsItsWeight() {
        try (Device device = new Device(new ReferenceBackend())) {
            Initialisation initialisation = new Initialisation(device, DType.FLOAT32, 1);
            PReLU shared = new PReLU(initialisation);
            PReLU perChannel = new PReLU(initialisation, 2, 0.5);
            Tensor x = device.tensor(new float[] {-1, 2, -3, -4}, 2, 2);
            assertThat(shared.forward(x).toFloatArray()).containsExactly(-0.25f, 2, -0.75f, -1);
            Tensor y = perChannel.forward(x);
            assertThat(y.toFloatArray()).containsExactly(-0.5f, 2, -1.5f, -2);
            y.sum().backward();
            Tensor weight = Objects.requireNonNull(perChannel.namedParameters().get("weight"));
            assertThat(Objects.requireNonNull(weight.grad()).toFloatArray()).containsExactly(-4, -4);
        }
    }

    @Test
    void stepPassesNoGradient() {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(new float[] {-1, 0, 2}, 3).requiresGrad_();
            Tensor y = new Step().forward(x);
            assertThat(y.toFloatArray()).containsExactly(0, 0, 1);
            y.sum().backward();
            assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).containsExactly(0, 0, 0);
        }
    }
}
