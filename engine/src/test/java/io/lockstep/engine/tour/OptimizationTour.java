package io.lockstep.engine.tour;

import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.optim.optimizer.AdamW;
import io.lockstep.engine.optim.optimizer.ClipGrad;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.optim.scheduler.CosineAnnealingLR;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.optim.scheduler.LinearLR;
import io.lockstep.engine.optim.scheduler.SequentialLR;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/** E3 and E4: regularisation and gradient descent. */
final class OptimizationTour extends Tour {
    @Row(id = "E3", title = "Regularisation")
    void regularisation() {
        Tensor w = device.tensor(new float[] {3, -4}).requiresGrad_();
        SGD optimizer =
                new SGD(List.of(w), SGD.options().lr(0.1).weightDecay(0.5).l1Penalty(0.1));
        w.sum().backward();
        print(ClipGrad.clipGradNorm_(List.of(w), 1)); // returns the norm before
        optimizer.step(); // w - 0.1 (gradient + 0.5 w + 0.1 sign(w))
        print(w.detach());

        Dropout dropout = new Dropout(0.5, 0);
        dropout.eval();
        print(dropout.call(device.ones(4)));
        Tensor logits = device.tensor(new float[][] {{2, 0, 0}});
        Tensor labels = device.tensor(new long[] {0});
        print(new CrossEntropyLoss(0.1).forward(logits, labels)); // labels smoothed by 0.1
        EarlyStopping stopping = new EarlyStopping(2, 0, EarlyStopping.Mode.MIN);
        print(stopping.step(0.5) + " " + stopping.step(0.6) + " " + stopping.step(0.7));
    }

    @Row(id = "E3", title = "Averages of the weights")
    void averages() {
        Tensor w = device.tensor(new float[] {0}).requiresGrad_();
        ExponentialMovingAverage average = new ExponentialMovingAverage(List.of(w), 0.9);
        for (int step = 0; step < 3; step++) {
            average.update();
            try (var noGrad = device.noGrad()) {
                w.add_(10);
            }
        }
        print(average.averages().get(0)); // 0, then 0.9 * 0 + 0.1 * 10, then 0.9 * 1 + 0.1 * 20
    }

    @Row(id = "E4", title = "Optimizers")
    void optimizers() {
        Linear trunk = new Linear(new Initialisation(device), 4, 4);
        Linear head = new Linear(new Initialisation(device), 4, 2);
        Optimizer optimizer =
                new AdamW(trunk.parameters(), AdamW.options().lr(1e-4).weightDecay(0.05));
        optimizer.addParamGroup(head.parameters(), AdamW.options().lr(1e-3)); // what is not set is the optimizer's
        optimizer.zeroGrad();
        head.call(trunk.call(device.randn(8, 4))).square().mean().backward();
        optimizer.step();
        optimizer.paramGroups().forEach(group -> print(group.lr()));
    }

    @Row(id = "E4", title = "Schedulers")
    void schedulers() {
        Tensor w = device.zeros(1).requiresGrad_();
        SGD optimizer = new SGD(List.of(w), 0.1);
        LRScheduler warmUp = new LinearLR(optimizer, 0.25, 1, 3);
        LRScheduler decay = new CosineAnnealingLR(optimizer, 4);
        SequentialLR scheduler = new SequentialLR(optimizer, List.of(warmUp, decay), 3);
        for (int epoch = 0; epoch < 7; epoch++) {
            print(String.format("%.4f", optimizer.paramGroups().get(0).lr()));
            optimizer.step();
            scheduler.step(); // after each epoch or each step, as the program says
        }
    }
}
