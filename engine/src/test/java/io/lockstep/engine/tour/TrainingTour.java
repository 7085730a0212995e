package io.lockstep.engine.tour;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.TensorDataset;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.ModelFiles;
import io.lockstep.engine.training.Trainer;
import io.lockstep.engine.training.TrainingOptions;
import io.lockstep.engine.training.metric.ConfusionMatrix;
import io.lockstep.engine.training.metric.TopKAccuracy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** E11: training. */
final class TrainingTour extends Tour {
    @Row(id = "E11", title = "A loop of one's own")
    void ownLoop() {
        Tensor x = device.randn(64, 2);
        Tensor labels = x.select(1, 0).mul(x.select(1, 1)).gt(0).to(DType.INT64); // the quadrants
        Initialisation initial = new Initialisation(device);
        Module model = new Sequential(new Linear(initial, 2, 32), new ReLU(), new Linear(initial, 32, 2));
        Optimizer optimizer = new Adam(model.parameters(), 0.05);
        Loss criterion = new CrossEntropyLoss();
        for (int epoch = 0; epoch < 100; epoch++) {
            optimizer.zeroGrad();
            criterion.forward(model.call(x), labels).backward();
            optimizer.step();
        }
        TopKAccuracy accuracy = new TopKAccuracy(1);
        accuracy.update(model.eval().call(x), labels);
        print(accuracy.compute() > 0.95);
    }

    @Row(id = "E11", title = "The trainer, checkpoints and files")
    void trainer() throws Exception {
        Path folder = Files.createTempDirectory("tour");
        Tensor x = device.randn(64, 2);
        TensorDataset data = TensorDataset.of(x, x.sum(1).gt(0).to(DType.INT64));
        Module model = new Linear(new Initialisation(device), 2, 2);
        Optimizer optimizer = new Adam(model.parameters(), 0.1);
        TrainingOptions options = new TrainingOptions()
                .metric("top1", new TopKAccuracy(1))
                .clipGradNorm(1)
                .quiet();
        Trainer trainer = new Trainer(model, new CrossEntropyLoss(), optimizer, options);
        try (DataLoader<Batch> loader =
                DataLoader.of(data).batchSize(16).shuffle(true).build()) {
            trainer.fit(loader, 20);
            print(trainer.evaluate(loader).get("top1") > 0.95);
            trainer.save(folder.resolve("training.safetensors")); // all there is to go on from, also amid an epoch
            trainer.resume(folder.resolve("training.safetensors"));
            print(trainer.position().epoch());
        }
        ModelFiles.save(folder.resolve("model.safetensors"), model); // its state dict alone
        ModelFiles.load(folder.resolve("model.safetensors"), model);
    }

    @Row(id = "E11", title = "Mixed precision")
    void mixedPrecision() {
        Module model = new Linear(new Initialisation(device), 8, 4);
        Optimizer optimizer = new Adam(model.parameters(), 0.01);
        GradScaler scaler = new GradScaler();
        Tensor logits;
        Tensor loss;
        try (Device.Scope autocast = device.autocast(DType.FLOAT16)) { // bfloat16 needs no scaler
            logits = model.call(device.randn(5, 8));
            loss = new CrossEntropyLoss().forward(logits, device.tensor(new long[] {0, 1, 2, 3, 0}));
        }
        print(logits.dtype() + " " + loss.dtype());
        scaler.scale(loss).backward();
        scaler.step(optimizer); // left out if a gradient overflowed
        scaler.update();
        print(scaler.getScale() + " " + model.parameters().get(0).dtype());
    }

    @Row(id = "E11", title = "Metrics")
    void metrics() {
        ConfusionMatrix confusion = new ConfusionMatrix(List.of("cat", "dog", "bird"));
        confusion.update(device.tensor(new long[] {0, 1, 2, 1, 0}), device.tensor(new long[] {0, 1, 1, 1, 2}));
        print(confusion);
        print(confusion.report());
    }
}
