package io.lockstep.engine.tour;

import io.lockstep.engine.nn.GRU;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.LSTM;
import io.lockstep.engine.nn.RecurrentOptions;
import io.lockstep.engine.tensor.Tensor;

/** E1: gradients by the chain rule. */
final class BackpropagationTour extends Tour {
    @Row(id = "E1.1", title = "The chain rule")
    void chain() {
        Tensor x = device.tensor(0.5).requiresGrad_();
        Tensor w = device.tensor(3.0).requiresGrad_();
        Tensor y = w.mul(x).tanh();
        y.backward();
        print(x.grad()); // w (1 - tanh(w x)^2)
        print(w.grad()); // x (1 - tanh(w x)^2)
    }

    @Row(id = "E1.2", title = "Several inputs")
    void severalInputs() {
        Tensor a = device.tensor(2f).requiresGrad_();
        Tensor b = device.tensor(5f).requiresGrad_();
        a.add(b).backward(); // a sum passes the gradient on to both
        print(a.grad() + " " + b.grad());
        a.zeroGrad();
        b.zeroGrad();
        a.mul(b).backward(); // a product swaps the factors
        print(a.grad() + " " + b.grad());
    }

    @Row(id = "E1.3", title = "Several uses")
    void severalUses() {
        Tensor x = device.tensor(3f).requiresGrad_();
        Tensor square = x.mul(x); // x is used twice here
        Tensor y = square.add(x); // and once more
        y.backward();
        print(x.grad()); // 2 x + 1: the gradients of all uses are added up
    }

    @Row(id = "E1.4", title = "Recurrence")
    void recurrence() {
        Initialisation initial = new Initialisation(device);
        Tensor sequence = device.randn(7, 2, 4); // 7 steps, batch of 2, 4 features
        LSTM lstm = new LSTM(initial, RecurrentOptions.of(4, 8).withLayers(2));
        LSTM.Result result = lstm.forwardWithState(sequence);
        print(result.output().shape() + " " + result.hidden().shape() + " "
                + result.cell().shape());

        GRU cell = new GRU(initial, RecurrentOptions.of(4, 8));
        Tensor hidden = device.zeros(1, 2, 8);
        for (int step = 0; step < 7; step++) { // the same by a loop of one's own
            hidden = cell.forwardWithState(sequence.narrow(0, step, 1), hidden).hidden();
        }
        hidden.sum().backward(); // through every step
        print(cell.forward(sequence).select(0, -1).allclose(hidden.squeeze(0)));
    }

    @Row(id = "E1.5", title = "Dynamic graphs")
    void dynamicGraphs() {
        Tensor x = device.tensor(1.5f).requiresGrad_();
        Tensor y = x;
        int steps = 0;
        while (y.item() < 100) { // ordinary Java decides the graph, anew at each step
            y = steps % 2 == 0 ? y.mul(x) : y.square();
            steps++;
        }
        y.backward();
        print(steps + " steps: " + y.detach() + ", derivative " + x.grad());
    }

    @Row(id = "E1.6", title = "The vanishing gradient")
    void vanishingGradient() {
        // The whole experiment, with its cure: deploy/lockstep gradients --svg gradients.svg
        Tensor x = device.tensor(1.0).requiresGrad_();
        Tensor y = x;
        for (int layer = 1; layer <= 5; layer++) {
            y = y.sigmoid();
            x.zeroGrad();
            y.backward(device.onesLike(y), true, false);
            print(layer + " sigmoids: " + x.grad());
        }
    }
}
