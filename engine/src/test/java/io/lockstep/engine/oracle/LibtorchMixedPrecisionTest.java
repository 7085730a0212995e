package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.optim.SgdOptions;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Networks in a half precision with float32 parameters, in the engine under autocast and in libtorch. */
final class LibtorchMixedPrecisionTest {
    private static final double LR = 0.02;
    /** Back-propagation takes another way where an input of relu or the elements of a window are nearly 0 or equal. */
    private static final double GRADIENTS = 0.1;

    /** JavaCPP takes its settings with its first class, and those of the engine are to hold in this process. */
    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "reference, CONVNET, BFLOAT16",
        "onednn, LENET, BFLOAT16",
        "onednn, CONVNET, BFLOAT16",
        "onednn, MLP, BFLOAT16",
        "reference, CONVNET, FLOAT16",
        "onednn, LENET, FLOAT16",
        "onednn, CONVNET, FLOAT16",
        "onednn, MLP, FLOAT16"
    })
    void findsTheSameLogitsAndGradientsToRounding(String backend, TorchModel model, DType precision) {
        double rounding = tolerance(precision);
        SgdOptions options = new SgdOptions(0, 0, 0, false);
        try (Batches batches = new Batches(model);
                EngineTraining engine = new EngineTraining(backend, model, LR, options, precision);
                TorchTraining torch = new TorchTraining(model, engine.stateDict(), LR, options, precision)) {
            Batch batch = batches.next();
            Agreement.assertAlike("logits in evaluation", engine.evaluate(batch), torch.evaluate(batch), rounding);
            Training.Step found = engine.step(batch);
            Training.Step expected = torch.step(batch);
            Agreement.assertAlike("logits in training", found.logits(), expected.logits(), rounding);
            expected.gradients().forEach((name, gradient) -> {
                if (!isCancelled(name, model)) {
                    float[] actual = Objects.requireNonNull(found.gradients().get(name), name);
                    Agreement.assertAlike("gradient of " + name, actual, gradient, GRADIENTS);
                }
            });
        }
    }

    /** A few times the rounding errors of bfloat16, whose numbers have 8 bits, and of float16, which has 11. */
    private static double tolerance(DType precision) {
        return precision == DType.BFLOAT16 ? 0.02 : 0.0025;
    }

    /** The bias before a batch normalisation has a gradient of 0, and both sides find rounding errors alone. */
    private static boolean isCancelled(String name, TorchModel model) {
        return name.endsWith(".bias") && model.convolutions().contains(name.substring(0, name.lastIndexOf('.')));
    }
}
