package io.lockstep.engine.backend.profile;

import io.lockstep.engine.backend.profile.OperationProfile.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OperationProfileTest {
    @Test
    void addsUpByOperationAndNamesTheLongestFirst() {
        OperationProfile profile = new OperationProfile();
        profile.ran("relu", "a", 0, 10, 4);
        profile.ran("matmul", "b", 10, 40, 8);
        profile.ran("relu", "c", 40, 45, 4);
        assertThat(profile.rows()).containsExactly(new Row("matmul", 1, 30, 8), new Row("relu", 2, 15, 8));
    }
}
