package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.optim.SgdOptions;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Networks in bfloat16 with float32 parameters, in the engine under autocast and in libtorch. */
final class LibtorchMixedPrecisionTest {
    private static final double LR = 0.02;
    /** A few times the rounding errors of bfloat16, whose numbers have 8 bits. */
    private static final double LOGITS = 0.02;
    /** Back-propagation rounds as often again, and may take another way where elements of a window are nearly equal. */
    private static final double GRADIENTS = 0.1;

    /** JavaCPP takes its settings with its first class, and those of the engine are to hold in this process. */
    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"reference, CONVNET", "onednn, LENET", "onednn, CONVNET", "onednn, MLP"})
    void findsTheSameLogitsAndGradientsToRounding(String backend, TorchModel model) {
        SgdOptions options = new SgdOptions(0, 0, 0, false);
        try (Batches batches = new Batches(model);
                EngineTraining engine = new EngineTraining(backend, model, LR, options, true);
                TorchTraining torch = new TorchTraining(model, engine.stateDict(), LR, options, true)) {
            Batch batch = batches.next();
            Agreement.assertAlike("logits in evaluation", engine.evaluate(batch), torch.evaluate(batch), LOGITS);
            Training.Step found = engine.step(batch);
            Training.Step expected = torch.step(batch);
            Agreement.assertAlike("logits in training", found.logits(), expected.logits(), LOGITS);
            expected.gradients().forEach((name, gradient) -> {
                if (!isCancelled(name, model)) {
                    float[] actual = Objects.requireNonNull(found.gradients().get(name), name);
                    Agreement.assertAlike("gradient of " + name, actual, gradient, GRADIENTS);
                }
            });
        }
    }

    /** The bias before a batch normalisation has a gradient of 0, and both sides find rounding errors alone. */
    private static boolean isCancelled(String name, TorchModel model) {
        return name.endsWith(".bias") && model.convolutions().contains(name.substring(0, name.lastIndexOf('.')));
    }
}
