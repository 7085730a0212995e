/**
 * How good a network is, counted batch by batch: as torchmetrics, and with its definitions.
 *
 * <pre>{@code
 * Metric top5 = new TopKAccuracy(5);
 * ConfusionMatrix confusion = new ConfusionMatrix(List.of("cat", "dog", "ship"));
 * for (Batch batch : loader) {
 *     Tensor logits = model.call(batch.tensor(device, 0));
 *     top5.update(logits, batch.tensor(device, 1));
 *     confusion.update(logits, batch.tensor(device, 1));
 * }
 * System.out.println(top5.compute());
 * System.out.println(confusion.report());
 * }</pre>
 */
@NullMarked
package io.lockstep.engine.training.metric;

import org.jspecify.annotations.NullMarked;
