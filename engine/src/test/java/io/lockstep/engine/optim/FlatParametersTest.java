package io.lockstep.engine.optim;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FlatParametersTest {
    private final Device device = new Device(new ReferenceBackend());
    private final List<Integer> reported = new ArrayList<>();
    private FlatParameters flat;

    @BeforeEach
    void layThreeParametersInBucketsOfTheirOwn() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("a", device.tensor(new double[] {1, 2}, 2));
        parameters.put("b", device.tensor(new double[] {3, 4}, 2));
        parameters.put("c", device.tensor(new double[] {5, 6}, 2));
        flat = new FlatParameters(device, parameters, 1);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void laysTheLastParameterFirst() {
        assertThat(flat.buckets()).extracting(Bucket::name).containsExactly("c", "b", "a");
        assertThat(flat.views().keySet()).containsExactly("a", "b", "c");
        double[] values = flat.parameters().toDoubleArray();
        assertThat(values).hasSize(48).startsWith(5, 6, 0).endsWith(0);
        assertThat(values[16]).isEqualTo(3);
        assertThat(values[32]).isEqualTo(1);
    }

    @Test
    void closesABucketWhenItIsFull() {
        FlatParameters pairs = new FlatParameters(device, flat.views(), 2 * 16 * Double.BYTES);
        assertThat(pairs.buckets()).extracting(Bucket::name).containsExactly("c to b", "a");
        assertThat(pairs.buckets().get(0).gradients().numel()).isEqualTo(2 * 16);
    }

    /** A large layer's gradients come much later than the small ones before; the first layers' are needed first. */
    @Test
    void givesLargeParametersAndFirstLayersBucketsOfTheirOwn() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("first", device.zeros(DType.FLOAT64, Shape.of(64)));
        parameters.put("second", device.zeros(DType.FLOAT64, Shape.of(64)));
        parameters.put("third", device.zeros(DType.FLOAT64, Shape.of(192)));
        parameters.put("large", device.zeros(DType.FLOAT64, Shape.of(2048)));
        parameters.put("tiny", device.zeros(DType.FLOAT64, Shape.of(16)));
        parameters.put("large, too", device.zeros(DType.FLOAT64, Shape.of(1024)));
        parameters.put("last", device.zeros(DType.FLOAT64, Shape.of(160)));
        FlatParameters cut = new FlatParameters(device, parameters, 1024 * Double.BYTES);
        assertThat(cut.buckets())
                .extracting(Bucket::name)
                .containsExactly("last", "large, too", "tiny to large", "third", "second to first");
    }

    @Test
    void reportsBucketsInOrderWhenALaterOneIsReadyFirst() {
        // The backward pass visits the last operation first: a, then b, then c, against the order of the buckets.
        Tensor loss =
                view("c").mul(2).add(view("b").mul(3)).add(view("a").mul(4)).sum();
        begin();
        loss.backward();
        assertThat(reported).containsExactly(0, 1, 2);
        flat.endBackward();
        assertThat(reported).containsExactly(0, 1, 2);
        assertThat(gradients()).containsExactly(2, 2, 3, 3, 4, 4);
    }

    @Test
    void completesWhatTheBackwardPassDidNotReach() {
        device.backend().fill(flat.gradients().array(), 7);
        begin();
        view("b").mul(view("b")).sum().backward();
        assertThat(reported).isEmpty();
        flat.endBackward();
        assertThat(reported).containsExactly(0, 1, 2);
        assertThat(gradients()).containsExactly(0, 0, 6, 8, 0, 0);
    }

    @Test
    void forgetsTheGradientsOfTheStepBefore() {
        for (int step = 0; step < 2; step++) {
            begin();
            view("c").mul(2).sum().backward();
            flat.endBackward();
            assertThat(gradients()).containsExactly(2, 2, 0, 0, 0, 0);
        }
    }

    @Test
    void addsUpTheGradientsOfSeveralPassesAndReportsThemInTheLast() {
        device.backend().fill(flat.gradients().array(), 7);
        for (int step = 0; step < 2; step++) {
            reported.clear();
            flat.beginStep();
            view("c").mul(2).add(view("b")).sum().backward();
            view("c").mul(3).sum().backward();
            assertThat(gradients()).startsWith(5, 5, 1, 1);
            assertThat(reported).isEmpty();
            flat.reportNext(bucket -> reported.add(bucket.index()));
            view("c").mul(4).sum().backward();
            assertThat(reported).containsExactly(0);
            flat.endBackward();
            assertThat(reported).containsExactly(0, 1, 2);
            assertThat(gradients()).containsExactly(9, 9, 1, 1, 0, 0);
        }
    }

    @Test
    void refusesToChangeReportedGradients() {
        begin();
        view("c").mul(2).sum().backward();
        Tensor again = view("c").mul(2).sum();
        assertThatThrownBy(again::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("beginStep()");
    }

    @Test
    void updatesABucketWhenALayerReadsItAndTheRestWhenAsked() {
        flat.updateBeforeRead(bucket -> reported.add(bucket.index()));
        assertThat(reported).isEmpty();
        read("b");
        read("b");
        assertThat(reported).containsExactly(1);
        flat.settle();
        assertThat(reported).containsExactly(1, 0, 2);
        read("a");
        assertThat(reported).hasSize(3);

        flat.updateBeforeRead(bucket -> reported.add(10 + bucket.index()));
        assertThat(flat.parameters()).isNotNull(); // who looks at all of them sees them updated
        assertThat(reported).endsWith(10, 11, 12);
    }

    @Test
    void anUpdateThatFailsGoesOnWaiting() {
        flat.updateBeforeRead(bucket -> {
            throw new IllegalStateException("no gradients of " + bucket.name());
        });
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> read("a")).hasMessage("no gradients of a");
        }
    }

    @Test
    void refusesToOverwriteGradientsThatAnUpdateWaitsFor() {
        begin();
        view("c").mul(2).sum().backward();
        flat.endBackward();
        flat.updateBeforeRead(bucket -> {});
        begin();
        Tensor loss = view("c").mul(2).sum();
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("overwrote the gradients of c before the parameters were updated by them")
                .hasMessageContaining("settle()");
    }

    private void read(String name) {
        Objects.requireNonNull(view(name).leaf()).reading();
    }

    private void begin() {
        reported.clear();
        flat.beginStep(bucket -> reported.add(bucket.index()));
    }

    private Tensor view(String name) {
        return Objects.requireNonNull(flat.views().get(name));
    }

    private double[] gradients() {
        double[] all = flat.gradients().toDoubleArray();
        return new double[] {all[0], all[1], all[16], all[17], all[32], all[33]};
    }
}
