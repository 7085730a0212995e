package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.optim.SgdOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The networks of the catalogue in the engine and in libtorch, in float32, with the same initial values, batches and
 * masks of dropout.
 *
 * <p>Batches that lead to a kink of the loss are left out: where two elements of a max-pooling window, or an input of
 * relu and 0, differ by rounding errors, either gradient is right, but they are different ones.
 */
final class LibtorchComparisonTest {
    private static final int STEPS = 20;
    private static final double LR = 0.02;
    /** Several times the rounding errors of activations, which are of the order of 1. */
    private static final double FROM_KINKS = 1e-5;

    /** JavaCPP takes its settings with its first class, and those of the engine are to hold in this process. */
    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "reference, LENET",
        "reference, CONVNET",
        "reference, MLP",
        "reference, RESNET18_CIFAR",
        "onednn, LENET",
        "onednn, CONVNET",
        "onednn, MLP",
        "onednn, RESNET18_CIFAR",
        "onednn, RESNET50"
    })
    void findsTheSameLogitsAndGradients(String backend, TorchModel model) {
        SgdOptions options = new SgdOptions(0, 0, 0, false);
        try (Batches batches = new Batches(model);
                EngineTraining engine = new EngineTraining(backend, model, LR, options, false);
                TorchTraining torch = new TorchTraining(model, engine.stateDict(), LR, options, false)) {
            Batch batch = awayFromKinks(batches, torch);
            Agreement.assertClose("logits in evaluation", engine.evaluate(batch), torch.evaluate(batch));
            Training.Step found = engine.step(batch);
            Training.Step expected = torch.step(batch);
            Agreement.assertClose("logits in training", found.logits(), expected.logits());
            Agreement.assertGradientsClose(found.gradients(), expected.gradients(), model.convolutions());
            OracleCases.counted("E10", 2 + expected.gradients().size());
        }
    }

    /** Not of residual networks: at their depth, rounding errors of parameters reach the kinks within a few steps. */
    @ParameterizedTest
    @CsvSource({
        "reference, LENET, false",
        "reference, LENET, true",
        "reference, CONVNET, false",
        "reference, MLP, false",
        "onednn, LENET, false",
        "onednn, LENET, true",
        "onednn, CONVNET, false",
        "onednn, MLP, false"
    })
    void trainsToTheSameParameters(String backend, TorchModel model, boolean nesterov) {
        SgdOptions options = new SgdOptions(0.9, 0, 5e-4, nesterov);
        try (Batches batches = new Batches(model);
                EngineTraining engine = new EngineTraining(backend, model, LR, options, false);
                TorchTraining torch = new TorchTraining(model, engine.stateDict(), LR, options, false)) {
            for (int step = 0; step < STEPS; step++) {
                Batch batch = awayFromKinks(batches, torch);
                Agreement.assertClose(
                        "loss of step " + step,
                        engine.step(batch).loss(),
                        torch.step(batch).loss());
            }
            Agreement.assertClose(engine.state(), torch.state());
            OracleCases.counted("E11", STEPS + engine.state().size());
            Batch batch = batches.next();
            Agreement.assertClose("logits with running statistics", engine.evaluate(batch), torch.evaluate(batch));
        }
    }

    private static Batch awayFromKinks(Batches batches, TorchTraining torch) {
        Batch batch = batches.next();
        while (torch.distanceToKink(batch) < FROM_KINKS) {
            batch = batches.next();
        }
        return batch;
    }
}
