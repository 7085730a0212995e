package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.MSELoss;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.metric.ConfusionMatrix.Normalize;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Edges of metrics; their numbers are compared with libtorch elsewhere. */
class MetricTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    private Tensor indices(long... values) {
        return device.tensor(values, values.length);
    }

    /** Three cats, two of which are found; two dogs, one of which is; no ship, though one is seen. */
    private ConfusionMatrix animals() {
        ConfusionMatrix matrix = new ConfusionMatrix(List.of("cat", "dog", "ship", "plane"));
        matrix.update(indices(0, 0, 1, 1, 2), indices(0, 0, 0, 1, 1));
        return matrix;
    }

    @Test
    void printsTables() {
        assertThat(animals()).hasToString("""
                        target \\ predicted  cat  dog  ship  plane
                        cat                   2    1     0      0
                        dog                   0    1     1      0
                        ship                  0    0     0      0
                        plane                 0    0     0      0
                        """);
        assertThat(animals().report()).hasToString("""
                                  precision  recall      f1  support
                cat                  1.0000  0.6667  0.8000        3
                dog                  0.5000  0.5000  0.5000        2
                ship                 0.0000  0.0000  0.0000        0
                plane                0.0000  0.0000  0.0000        0

                accuracy                             0.6000        5
                macro average        0.5000  0.3889  0.4333        5
                weighted average     0.8000  0.6000  0.6800        5
                """);
    }

    @Test
    void dividesCountsByRowsColumnsOrAll() {
        ConfusionMatrix matrix = animals();
        assertThat(matrix.normalized(Normalize.TRUE)[0]).containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0, 0});
        assertThat(matrix.normalized(Normalize.PRED)[1]).containsExactly(0, 0.5, 1, 0);
        assertThat(matrix.normalized(Normalize.ALL)[1]).containsExactly(0, 0.2, 0.2, 0);
        assertThat(matrix.normalized(Normalize.TRUE)[2]).containsOnly(0);
    }

    @Test
    void ofEqualScoresTheFirstClassesCount() {
        Tensor scores = device.zeros(DType.FLOAT32, 3, 4);
        TopKAccuracy first = new TopKAccuracy(1);
        TopKAccuracy second = new TopKAccuracy(2);
        first.update(scores, indices(0, 1, 2));
        second.update(scores, indices(0, 1, 2));
        assertThat(first.correct()).isEqualTo(1);
        assertThat(second.correct()).isEqualTo(2);
    }

    @Test
    void leavesOutTheIgnoredClass() {
        Tensor scores = device.tensor(new double[] {3, 1, 2, 1, 3, 2}, 2, 3);
        TopKAccuracy accuracy = new TopKAccuracy(1, -100);
        accuracy.update(scores, indices(0, -100));
        assertThat(accuracy.samples()).isEqualTo(1);
        assertThat(accuracy.compute()).isEqualTo(1);
        ConfusionMatrix matrix = new ConfusionMatrix(List.of("a", "b", "c"), -100);
        matrix.update(scores, indices(-100, 2));
        assertThat(matrix.total()).isEqualTo(1);
        assertThat(matrix.count(2, 1)).isEqualTo(1);
    }

    @Test
    void takesClassesThatWereDecidedFor() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        Tensor probabilities = device.tensor(new double[] {0.1, 0.9, 0.6}, 3);
        matrix.update(
                probabilities.gt(0.5), device.tensor(new long[] {0, 1, 0}, 3).to(DType.UINT8));
        assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{1, 1}, {0, 1}});
        assertThat(matrix.compute()).isCloseTo(2 / 3.0, within(1e-15));
    }

    @Test
    void startsAndStartsAgainWithNothing() {
        List<Metric> metrics = List.of(new MeanLoss(new MSELoss()), new TopKAccuracy(1), new ConfusionMatrix(3));
        for (Metric metric : metrics) {
            assertThat(metric.compute()).isNaN();
        }
        assertThat(new F1Score(3).compute()).isZero();
        Tensor scores = device.tensor(new double[] {3, 1, 2}, 1, 3);
        metrics.get(1).update(scores, indices(0));
        metrics.get(2).update(scores, indices(0));
        metrics.get(0).update(scores, scores);
        for (Metric metric : metrics) {
            assertThat(metric.compute()).isNotNaN();
            metric.reset();
            assertThat(metric.compute()).isNaN();
        }
        metrics.get(1).update(device.empty(DType.FLOAT32, 0, 3), device.empty(DType.INT64, 0));
        metrics.get(2).update(device.empty(DType.FLOAT32, 0, 3), device.empty(DType.INT64, 0));
        assertThat(metrics.get(1).compute()).isNaN();
        assertThat(metrics.get(2).compute()).isNaN();
    }

    @Test
    void weighsLossesByTheSamplesOfTheirBatches() {
        MeanLoss loss = new MeanLoss(new MSELoss());
        loss.update(device.zeros(DType.FLOAT64, 3, 2), device.ones(DType.FLOAT64, 3, 2));
        loss.update(device.zeros(DType.FLOAT64, 1, 2), device.full(DType.FLOAT64, Shape.of(1, 2), 3));
        assertThat(loss.compute()).isEqualTo((3 * 1 + 9) / 4.0);
        assertThat(loss.samples()).isEqualTo(4);
    }

    @Test
    void goesOnFromASavedState() {
        Tensor scores = device.tensor(new double[] {3, 1, 2, 1, 3, 2}, 2, 3);
        List<Metric> saved = List.of(
                new TopKAccuracy(2), new ConfusionMatrix(3), new Recall(3), new MeanLoss(new CrossEntropyLoss()));
        List<Metric> resumed = List.of(
                new TopKAccuracy(2), new ConfusionMatrix(3), new Recall(3), new MeanLoss(new CrossEntropyLoss()));
        for (int i = 0; i < saved.size(); i++) {
            saved.get(i).update(scores, indices(0, 2));
            resumed.get(i).loadStateDict(saved.get(i).stateDict());
            saved.get(i).update(scores, indices(1, 1));
            resumed.get(i).update(scores, indices(1, 1));
            assertThat(resumed.get(i).compute()).isEqualTo(saved.get(i).compute());
        }
        assertThatThrownBy(
                        () -> new ConfusionMatrix(4).loadStateDict(saved.get(1).stateDict()))
                .hasMessageContaining("needs \"counts\" int64[4, 4], but has int64[3, 3]");
        assertThatThrownBy(() ->
                        new MeanLoss(new MSELoss()).loadStateDict(saved.get(1).stateDict()))
                .hasMessageContaining("a MeanLoss needs \"totals\"");
    }

    @Test
    void refusesOthersToMerge() {
        refuses(() -> new TopKAccuracy(1).merge(new TopKAccuracy(5)), "TopKAccuracy of k = 1");
        refuses(() -> new TopKAccuracy(1).merge(new ConfusionMatrix(5)), "batches of a ConfusionMatrix");
        refuses(() -> new ConfusionMatrix(2).merge(new ConfusionMatrix(3)), "classes [0, 1]");
        refuses(() -> new Precision(2).merge(new Recall(2)), "Precision");
        refuses(() -> new MeanLoss(new MSELoss()).merge(new TopKAccuracy(1)), "MeanLoss");
    }

    @Test
    void namesWhatDoesNotFit() {
        Tensor scores = device.ones(DType.FLOAT32, 2, 3);
        refuses(() -> new TopKAccuracy(0), "k of 1 or more but got 0");
        refuses(() -> new TopKAccuracy(5).update(scores, indices(0, 1)), "5 classes or more, but got [2, 3]");
        refuses(() -> new TopKAccuracy(1).update(scores, indices(0)), "scores [N, C, ..] and targets [N, ..]");
        refuses(() -> new TopKAccuracy(1).update(indices(0, 1), indices(0, 1)), "floating scores");
        refuses(() -> new TopKAccuracy(1).update(scores, scores), "class indices as targets");
        refuses(() -> new ConfusionMatrix(4).update(scores, indices(0, 1)), "of 4 classes expects scores [N, 4, ..]");
        refuses(() -> new ConfusionMatrix(3).update(indices(0, 1, 2), indices(0, 1)), "shape of the targets [2]");
        refuses(() -> new ConfusionMatrix(List.of()), "1 class or more");
        outOfRange(() -> new TopKAccuracy(1).update(scores, indices(0, 3)), "3 classes got target 3 at position 1");
        outOfRange(() -> new ConfusionMatrix(3).update(scores, indices(-1, 0)), "target -1 at position 0");
        outOfRange(() -> new ConfusionMatrix(3).update(indices(3, 0), indices(0, 0)), "prediction 3 at position 0");
        ConfusionMatrix untouched = new ConfusionMatrix(3);
        outOfRange(() -> untouched.update(scores, indices(0, 3)), "target 3");
        assertThat(untouched.total()).isZero();
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static void outOfRange(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining(message);
    }
}
