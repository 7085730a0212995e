package io.lockstep.engine.oracle.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.metric.Average;
import io.lockstep.engine.training.metric.ClassificationReport;
import io.lockstep.engine.training.metric.ClassificationReport.Score;
import io.lockstep.engine.training.metric.ConfusionMatrix;
import io.lockstep.engine.training.metric.F1Score;
import io.lockstep.engine.training.metric.MeanLoss;
import io.lockstep.engine.training.metric.Metric;
import io.lockstep.engine.training.metric.Precision;
import io.lockstep.engine.training.metric.Recall;
import io.lockstep.engine.training.metric.TopKAccuracy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Metrics over several batches, two halves of which are merged, beside their formulas in libtorch's operations. */
final class MetricsOracleTest {
    private static final long SEED = 11;
    private static final DType[] TYPES = {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16};
    private static final int[] CLASSES = {1, 2, 3, 7, 20};
    /** Of a sample beside the classes. */
    private static final long[][] INNER = {{}, {3}, {2, 2}};

    private static final List<Score> SCORES = List.of(Score.PRECISION, Score.RECALL, Score.F1);
    private static final int[] SAMPLES = {1, 5, 64};

    private final Random random = new Random(SEED);
    private int compared;

    @Test
    void agree() {
        for (DType dtype : TYPES) {
            for (int classes : CLASSES) {
                for (long[] inner : INNER) {
                    for (int samples : SAMPLES) {
                        try (PointerScope pointers = new PointerScope();
                                Device device = new Device(new ReferenceBackend())) {
                            compare(device, dtype, classes, inner, samples);
                        }
                    }
                }
            }
        }
        assertThat(OracleCases.counted("E11", compared)).isGreaterThan(2000);
    }

    private void compare(Device device, DType dtype, int classes, long[] inner, int samples) {
        int each = Math.toIntExact(Arrays.stream(inner).reduce(1, (a, b) -> a * b));
        int numel = samples * each;
        double[] scores = distinct(samples, classes, each);
        // Some classes never occur, others are never predicted.
        int occurring = 1 + random.nextInt(classes);
        double[] targets = random.ints(numel, 0, occurring).asDoubleStream().toArray();
        long[] scoreSizes = sizes(inner, samples, classes);
        long[] targetSizes = sizes(inner, samples);
        Tensor engineScores = device.tensor(scores, scoreSizes).to(dtype);
        Tensor engineTargets = device.tensor(targets, targetSizes).to(DType.INT64);
        org.bytedeco.pytorch.Tensor torchScores = TorchTensors.of(dtype, scores, scoreSizes);
        org.bytedeco.pytorch.Tensor torchTargets = TorchTensors.of(DType.INT64, targets, targetSizes);
        String what = dtype + Arrays.toString(scoreSizes);

        for (int k = 1; k <= Math.min(classes, 5); k++) {
            Metric accuracy = halves(new TopKAccuracy(k), new TopKAccuracy(k), engineScores, engineTargets);
            org.bytedeco.pytorch.Tensor hits = torchScores
                    .topk(k, 1, true, true)
                    .get1()
                    .eq(torchTargets.unsqueeze(1))
                    .any(1);
            same(
                    "top-" + k + " of " + what,
                    accuracy.compute(),
                    number(hits.to(torch.ScalarType.Double).mean()));
        }
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        halves(matrix, new ConfusionMatrix(classes), engineScores, engineTargets);
        org.bytedeco.pytorch.Tensor decided =
                torchScores.argmax(new LongOptional(1), false).flatten();
        org.bytedeco.pytorch.Tensor expected = torchTargets.flatten();
        org.bytedeco.pytorch.Tensor pairs =
                expected.mul(new Scalar((long) classes)).add(decided);
        double[] counts = TorchTensors.values(pairs.bincount(new TensorOptional(), (long) classes * classes));
        assertThat(Arrays.stream(matrix.counts()).flatMapToLong(Arrays::stream).asDoubleStream())
                .as("confusion of " + what)
                .containsExactly(Arrays.stream(counts).boxed().toArray(Double[]::new));
        compared++;
        compareScores(what, matrix.report(), expected, decided, classes);
        compareAverages(engineScores, engineTargets, matrix.report(), classes);
        if (inner.length == 0 && dtype != DType.BFLOAT16) {
            MeanLoss loss = new MeanLoss(new CrossEntropyLoss());
            halves(loss, new MeanLoss(new CrossEntropyLoss()), engineScores, engineTargets);
            double torchLoss = number(torch.cross_entropy_loss(torchScores, torchTargets));
            double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 1e-5;
            assertThat(loss.compute()).as("loss of " + what).isCloseTo(torchLoss, within(tolerance * (1 + torchLoss)));
            compared++;
        }
    }

    /** tp, fp and fn by sums of one-hot vectors. */
    private void compareScores(
            String what,
            ClassificationReport report,
            org.bytedeco.pytorch.Tensor expected,
            org.bytedeco.pytorch.Tensor decided,
            int classes) {
        org.bytedeco.pytorch.Tensor t = torch.one_hot(expected, classes).to(torch.ScalarType.Double);
        org.bytedeco.pytorch.Tensor p = torch.one_hot(decided, classes).to(torch.ScalarType.Double);
        org.bytedeco.pytorch.Tensor tp = t.mul(p).sum(0);
        org.bytedeco.pytorch.Tensor taken = p.sum(0);
        org.bytedeco.pytorch.Tensor support = t.sum(0);
        org.bytedeco.pytorch.Tensor[] scores = {
            tp.div(taken).nan_to_num(),
            tp.div(support).nan_to_num(),
            tp.mul(new Scalar(2.0)).div(taken.add(support)).nan_to_num()
        };
        org.bytedeco.pytorch.Tensor occurs =
                taken.add(support).gt(new Scalar(0.0)).to(torch.ScalarType.Double);
        double accuracy =
                number(expected.eq(decided).to(torch.ScalarType.Double).mean());
        for (int i = 0; i < scores.length; i++) {
            Score score = SCORES.get(i);
            String name = score + " of " + what;
            org.bytedeco.pytorch.Tensor each = scores[i];
            assertThat(report.perClass(score)).as(name).containsExactly(TorchTensors.values(each), within(1e-14));
            compared++;
            same(
                    "macro " + name,
                    report.average(score, Average.MACRO),
                    number(each.mul(occurs).sum().div(occurs.sum())));
            same(
                    "weighted " + name,
                    report.average(score, Average.WEIGHTED),
                    number(each.mul(support).sum().div(support.sum())));
            same("micro " + name, report.average(score, Average.MICRO), accuracy);
        }
        same("accuracy of " + what, report.accuracy(), accuracy);
    }

    /** The metrics that give one of the report's numbers give just that. */
    private static void compareAverages(Tensor scores, Tensor targets, ClassificationReport report, int classes) {
        for (Average average : Average.values()) {
            List<Metric> metrics = List.of(
                    new Precision(classes, average), new Recall(classes, average), new F1Score(classes, average));
            for (int i = 0; i < metrics.size(); i++) {
                Metric metric = metrics.get(i);
                metric.update(scores, targets);
                assertThat(metric.compute()).isEqualTo(report.average(SCORES.get(i), average));
            }
        }
    }

    /** Gives the first samples to one metric and the others, in two batches, to another, and merges them. */
    private Metric halves(Metric metric, Metric other, Tensor scores, Tensor targets) {
        long samples = targets.size(0);
        long first = samples / 2;
        long second = first + random.nextLong(samples - first + 1);
        update(metric, scores, targets, 0, first);
        update(other, scores, targets, first, second);
        update(other, scores, targets, second, samples);
        metric.merge(other);
        return metric;
    }

    private static void update(Metric metric, Tensor scores, Tensor targets, long from, long to) {
        if (to > from) {
            metric.update(scores.narrow(0, from, to - from), targets.narrow(0, from, to - from));
        }
    }

    private void same(String what, double found, double expected) {
        assertThat(found).as(what).isCloseTo(expected, within(1e-12));
        compared++;
    }

    private static double number(org.bytedeco.pytorch.Tensor scalar) {
        return TorchTensors.values(scalar)[0];
    }

    /** Scores [samples, classes, each] of which no two of a sample are equal, since libtorch takes any of those. */
    private double[] distinct(int samples, int classes, int each) {
        double[] values = new double[samples * classes * each];
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, classes).boxed().toList());
        for (int i = 0; i < samples * each; i++) {
            Collections.shuffle(order, random);
            for (int c = 0; c < classes; c++) {
                values[(i / each * classes + c) * each + i % each] = (order.get(c) - classes / 2) / 4.0;
            }
        }
        return values;
    }

    private static long[] sizes(long[] inner, long... outer) {
        long[] sizes = Arrays.copyOf(outer, outer.length + inner.length);
        System.arraycopy(inner, 0, sizes, outer.length, inner.length);
        return sizes;
    }
}
