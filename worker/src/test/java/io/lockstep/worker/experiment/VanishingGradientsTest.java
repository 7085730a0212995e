package io.lockstep.worker.experiment;

import io.lockstep.worker.experiment.VanishingGradients.Gradient;
import io.lockstep.worker.experiment.VanishingGradients.Result;
import io.lockstep.worker.experiment.VanishingGradients.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class VanishingGradientsTest {
    @Test
    void sigmoidLosesTheGradientFromLayerToLayerAndItsCuresDoNot() {
        List<Result> results = VanishingGradients.run(32, 5);
        assertThat(results).extracting(Result::variant).containsExactly(Variant.values());
        for (Result result : results) {
            List<Gradient> gradients = result.gradients();
            assertThat(gradients).hasSize(6);
            double last = gradients.get(0).perWeight();
            double first = gradients.get(5).perWeight();
            if (result.variant() == Variant.SIGMOID) {
                assertThat(first / last).isLessThan(1e-3);
                for (int i = 1; i < gradients.size(); i++) {
                    assertThat(gradients.get(i).perWeight())
                            .isLessThan(gradients.get(i - 1).perWeight());
                }
            } else {
                assertThat(first / last).isBetween(0.02, 50.0);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        assertThat(VanishingGradients.run(4, 1)).isEqualTo(VanishingGradients.run(4, 1));
        assertThat(VanishingGradients.run(4, 1)).isNotEqualTo(VanishingGradients.run(4, 2));
    }

    @Test
    void normAndRootMeanSquareBelongTogether() {
        Gradient ofFirstLayer = VanishingGradients.run(4, 1).get(0).gradients().get(5);
        assertThat(ofFirstLayer.norm() / ofFirstLayer.perWeight()).isBetween(289.9, 290.1); // the root of 841 * 100
    }
}
