package io.lockstep.engine.tour;

import io.lockstep.engine.nn.GELU;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.Softmax;
import io.lockstep.engine.tensor.Tensor;

/** E2: activations. */
final class ActivationsTour extends Tour {
    @Row(id = "E2", title = "Activations")
    void activations() {
        Tensor x = device.tensor(new float[] {-2, -0.5f, 0, 0.5f, 2});
        print(x.relu());
        print(x.leakyRelu(0.1));
        print(x.sigmoid());
        print(x.gelu()); // by erf; geluTanh() is the approximation
        print(x.swish(2)); // silu() is swish(1)
        print(x.step()); // I[x > 0], whose gradient is 0
        Module modules = new Sequential(new GELU(), new Softmax(0));
        print(modules.call(x));
    }
}
