package io.lockstep.engine.tour;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.autograd.Checkpoint;
import io.lockstep.engine.autograd.GradientCheck;
import io.lockstep.engine.autograd.GraphDrawing;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.MemoryScope;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/** E8: the tape. */
final class AutogradTour extends Tour {
    @Row(id = "E8", title = "Gradients")
    void gradients() {
        Tensor x = device.linspace(DType.FLOAT64, 0, 3, 4).requiresGrad_();
        Tensor y = x.sin().mul(x.sin().square().add(x.cos().square()));
        y.backward(device.onesLike(y)); // y is no scalar, so it wants a gradient
        print(x.grad()); // cos x
        x.zeroGrad();
        try (Device.Scope noGrad = device.noGrad()) {
            print(x.mul(2).requiresGrad());
        }
        try {
            y.backward(device.onesLike(y));
        } catch (IllegalStateException e) {
            print(e.getMessage());
        }
    }

    @Row(id = "E8", title = "Gradients of gradients")
    void gradientsOfGradients() {
        Tensor x = device.tensor(2.0).requiresGrad_();
        Tensor first = Autograd.grad(x.pow(3), true, x).get(0); // createGraph
        Tensor second = Autograd.grad(first, true, x).get(0);
        print(first.item() + " " + second.item());
        GradientCheck.check(
                inputs -> inputs[0].tanh().sum(), device.randn(DType.FLOAT64, 5).requiresGrad_());
    }

    @Row(id = "E8", title = "Hooks, and gradients of results")
    void hooks() {
        Tensor x = device.tensor(new float[] {1, 2}).requiresGrad_();
        Tensor y = x.mul(3).retainGrad();
        y.registerHook(gradient -> gradient.mul(10)); // what takes its place
        y.square().sum().backward();
        print(y.grad());
        print(x.grad());
    }

    @Row(id = "E8", title = "Anomalies, recomputation, memory")
    void anomalies() {
        Tensor x = device.tensor(new float[] {-1}).requiresGrad_();
        try (Device.Scope anomaly = device.detectAnomaly()) {
            x.sqrt().sum().backward();
        } catch (ArithmeticException e) {
            print(e.getMessage());
        }
        Tensor kept = Checkpoint.apply(in -> in[0].exp().log().exp(), x); // keeps x alone, and computes again backward
        kept.sum().backward();
        print(x.grad());
        try (MemoryScope scope = device.scope()) {
            device.zeros(1000, 1000);
        } // freed here, at once
    }

    @Row(id = "E8", title = "Drawing the graph")
    void drawing() {
        Tensor w = device.tensor(2f).requiresGrad_();
        Tensor y = w.mul(3).tanh();
        GraphDrawing graph = GraphDrawing.makeDot(y, Map.of("w", w));
        print(graph.toDot().strip()); // toSvg() needs no Graphviz
    }
}
