package io.lockstep.comms.compress;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class OrthogonalisationTest {
    private static final int ROWS = 50;
    private static final int COLUMNS = 4;
    private static final Offset<Double> TINY = Offset.offset(1e-6);

    @Test
    void columnsBecomeOrthonormalEvenIfTheyAreNearlyTheSame() {
        Random random = new Random(5);
        float[] matrix = new float[3 + ROWS * COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            float common = (float) random.nextGaussian();
            for (int c = 0; c < COLUMNS; c++) {
                matrix[3 + i * COLUMNS + c] = 1000 * common + (float) random.nextGaussian();
            }
        }
        Orthogonalisation.apply(matrix, 3, ROWS, COLUMNS);
        for (int a = 0; a < COLUMNS; a++) {
            for (int b = 0; b <= a; b++) {
                assertThat(product(matrix, a, b)).isEqualTo(a == b ? 1 : 0, TINY);
            }
        }
        assertThat(matrix).startsWith(0, 0, 0);
    }

    @Test
    void aColumnThatDependsOnOthersBecomesZero() {
        Random random = new Random(6);
        float[] matrix = new float[3 + ROWS * COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            int at = 3 + i * COLUMNS;
            matrix[at] = (float) random.nextGaussian();
            matrix[at + 1] = (float) random.nextGaussian();
            matrix[at + 2] = 3 * matrix[at] - matrix[at + 1];
        }
        Orthogonalisation.apply(matrix, 3, ROWS, COLUMNS);
        assertThat(product(matrix, 1, 1)).isEqualTo(1, TINY);
        assertThat(product(matrix, 2, 2)).isZero();
        assertThat(product(matrix, 3, 3)).isZero();
    }

    @Test
    void whatIsNoNumberStaysSo() {
        float[] matrix = {1, 2, Float.NaN, 1};
        Orthogonalisation.apply(matrix, 0, 2, 2);
        assertThat(matrix[2]).isNaN();
    }

    private static double product(float[] matrix, int a, int b) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            sum += (double) matrix[3 + i * COLUMNS + a] * matrix[3 + i * COLUMNS + b];
        }
        return sum;
    }
}
