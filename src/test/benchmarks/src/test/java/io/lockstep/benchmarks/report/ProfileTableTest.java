package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.engine.backend.profile.OperationProfile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ProfileTableTest {
    @Test
    void tellsTimesOfAStepAndWhatIsLeft() {
        StepProfile profile =
                new StepProfile(2, 40_000_000, List.of(new OperationProfile.Row("matmul", 6, 30_000_000, 60_000_000)));

        assertThat(ProfileTable.of(profile, Optional.of(4e9)).plain()).isEqualTo("""
                operation        kernels  ms per step  share  GB/s  of the memory's
                matmul              3.00         15.0   75 %  2.00             50 %
                outside kernels                  5.00   25 %
                whole step                       20.0  100 %  1.50             38 %
                """);
    }
}
