/**
 * Training in one process: loops, checkpoints and files of models. {@link io.lockstep.engine.training.Trainer} does what most
 * programs want; nothing of the engine needs it, and a plain loop is as good:
 *
 * <pre>{@code
 * try (Device device = new Device(Backends.open("cpu", null));
 *         DataLoader<Batch> train = DataLoader.of(trainSet).batchSize(64).shuffle(true).numWorkers(1).build();
 *         DataLoader<Batch> test = DataLoader.of(testSet).batchSize(256).build()) {
 *     Module model = Models.create("lenet", new ModelSpec(device, DType.FLOAT32, 1, 28, 28, 10, seed));
 *     Optimizer optimizer = new Adam(model.parameters(), 1e-3);
 *     LRScheduler scheduler = new CosineAnnealingLR(optimizer, epochs);
 *     Loss criterion = new CrossEntropyLoss();
 *     Metric accuracy = new TopKAccuracy(1);
 *     for (int epoch = 0; epoch < epochs; epoch++) {
 *         model.train();
 *         for (Batch batch : train) {
 *             try (Device.Scope step = device.step()) {
 *                 Tensor images = batch.tensor(device, 0);
 *                 Tensor labels = batch.tensor(device, 1);
 *                 optimizer.zeroGrad();
 *                 Tensor loss = criterion.forward(model.call(images), labels);
 *                 loss.backward();
 *                 ClipGrad.clipGradNorm_(model.parameters(), 1);
 *                 optimizer.step();
 *             }
 *         }
 *         scheduler.step();
 *         model.eval();
 *         accuracy.reset();
 *         for (Batch batch : test) {
 *             try (Device.Scope step = device.step(); Device.Scope noGrad = device.noGrad()) {
 *                 accuracy.update(model.call(batch.tensor(device, 0)), batch.tensor(device, 1));
 *             }
 *         }
 *         System.out.println("epoch " + epoch + ": " + accuracy.compute());
 *     }
 * }
 * }</pre>
 *
 * <p>A step of the device ends the tensors that were made in it, gradients included. Who adds up gradients over several steps
 * of the device gives them places that last: {@code parameter.leaf().bind(...)} of a tensor made in {@code
 * device.persistent()}, as the trainer does.
 */
@NullMarked
package io.lockstep.engine.training;

import org.jspecify.annotations.NullMarked;
