package io.lockstep.worker.overlap;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SliceTest {
    @Test
    void cutsLargeBucketsIntoEqualSlices() {
        assertThat(Slice.cut(List.of(100, 2_560, 64), 1000))
                .containsExactly(
                        new Slice(0, 0, 100),
                        new Slice(1, 0, 832), // a third of 2560 is 853, and 832 a multiple of a cache line
                        new Slice(1, 832, 1664),
                        new Slice(1, 1664, 2560),
                        new Slice(2, 0, 64));
    }

    @Test
    void aBucketThatIsHardlyTooLargeStaysWhole() {
        assertThat(Slice.cut(List.of(1499, 1501), 1000))
                .extracting(Slice::bytes)
                .containsExactly(1499, 704, 797);
    }

    @Test
    void cutsTheLargestBucketThereIs() {
        List<Slice> slices = Slice.cut(List.of(Integer.MAX_VALUE - 63), 1 << 20);
        assertThat(slices).hasSize(2048);
        for (int i = 1; i < slices.size(); i++) {
            assertThat(slices.get(i).start()).isEqualTo(slices.get(i - 1).end());
        }
        assertThat(slices.get(2047).end()).isEqualTo(Integer.MAX_VALUE - 63);
    }

    @Test
    void leavesBucketsWhole() {
        assertThat(Slice.whole(List.of(1 << 30, 64))).containsExactly(new Slice(0, 0, 1 << 30), new Slice(1, 0, 64));
    }
}
