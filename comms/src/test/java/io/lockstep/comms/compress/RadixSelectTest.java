package io.lockstep.comms.compress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class RadixSelectTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void takesWhatSortingByMagnitudeTakesFirst(long seed) {
        Random random = new Random(seed);
        for (int length : new int[] {1, 2, 3, 100, 5_003}) {
            for (int distinct : new int[] {1, 3, 1_000_000}) {
                float[] values = new float[length];
                for (int i = 0; i < length; i++) {
                    values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
                    if (distinct < length) {
                        values[i] = (random.nextInt(distinct) + 1) * (random.nextBoolean() ? 1 : -1);
                    }
                }
                values[random.nextInt(length)] = random.nextInt(4) == 0 ? Float.NaN : 0;
                for (int k : new int[] {0, 1, length / 2, length}) {
                    assertThat(selected(values, k))
                            .as("%d of %d, seed %d", k, length, seed)
                            .isEqualTo(sorted(values, k));
                }
            }
        }
    }

    private static List<Integer> selected(float[] values, int k) {
        RadixSelect select = new RadixSelect();
        select.begin(k);
        for (int pass = 0; pass < RadixSelect.PASSES; pass++) {
            select.count(pass, values, 0, values.length / 3);
            select.count(pass, values, values.length / 3, values.length);
            select.choose(pass);
        }
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (select.isAbove(values[i]) || select.takesTie(values[i])) {
                taken.add(i);
            }
        }
        return taken;
    }

    private static List<Integer> sorted(float[] values, int k) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            indices.add(i);
        }
        // NaN comes first, and the sort is stable: of equal magnitudes those of the lowest indices.
        indices.sort(Comparator.comparing((Integer i) -> Math.abs(values[i])).reversed());
        List<Integer> first = new ArrayList<>(indices.subList(0, k));
        first.sort(null);
        return first;
    }
}
