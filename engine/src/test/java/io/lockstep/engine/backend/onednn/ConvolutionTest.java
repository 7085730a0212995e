package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, K, H, W, kernel, stride, padding, dilation, groups
        "1, 1, 1, 1, 1, 1, 1, 0, 1, 1",
        "1, 1, 32, 7, 5, 3, 1, 1, 1, 1",
        "7, 3, 16, 11, 9, 5, 2, 2, 1, 1",
        "2, 3, 5, 6, 7, 3, 2, 0, 1, 1",
        "7, 16, 8, 5, 5, 1, 1, 0, 1, 1",
        "1, 16, 24, 8, 8, 1, 2, 0, 1, 1",
        "7, 32, 64, 7, 7, 3, 1, 1, 1, 1",
        "2, 13, 17, 9, 8, 3, 1, 2, 1, 1",
        "1, 8, 8, 7, 7, 1, 3, 0, 1, 1",
        "2, 16, 16, 12, 10, 5, 1, 2, 1, 1",
        "2, 16, 16, 9, 11, 3, 1, 1, 1, 16",
        "1, 5, 5, 8, 8, 3, 2, 1, 1, 5",
        "2, 6, 12, 7, 9, 3, 1, 1, 1, 6",
        "3, 8, 12, 6, 7, 3, 1, 0, 1, 4",
        "2, 32, 64, 7, 7, 3, 1, 1, 1, 2",
        "2, 64, 64, 15, 14, 3, 1, 2, 2, 1",
        "1, 3, 7, 13, 11, 3, 2, 0, 3, 1",
        "2, 16, 16, 12, 13, 3, 1, 2, 2, 16",
        "1, 6, 9, 10, 9, 2, 3, 1, 4, 3",
        "2, 8, 8, 5, 6, 1, 4, 0, 3, 2",
    })
    void agreesWithTheReference(
            int n, int c, int k, int h, int w, int kernel, int stride, int padding, int dilation, int groups) {
        Window window = Window.square(kernel, stride, padding).dilated(dilation);
        long[] y = {n, k, window.outputHeight(h), window.outputWidth(w)};
        NdArray x = comparison.random(n, c, h, w);
        NdArray weight = comparison.random(k, c / groups, kernel, kernel);
        NdArray bias = comparison.random(k);
        NdArray dy = comparison.random(y);

        NdArray expected = comparison.fresh(y);
        NdArray actual = comparison.fresh(y);
        comparison.reference.convolution(x, weight, bias, window, expected);
        comparison.oneDnn.convolution(x, weight, bias, window, actual);
        comparison.assertClose(actual, expected);

        comparison.reference.convolution(x, weight, null, window, expected);
        NdArray inPlace = comparison.slot(y);
        comparison.oneDnn.convolution(x, weight, null, window, inPlace);
        comparison.assertClose(inPlace, expected);
        comparison.assertNeighboursUntouched(inPlace);

        NdArray expectedDx = comparison.fresh(n, c, h, w);
        NdArray dx = comparison.fresh(n, c, h, w);
        comparison.reference.convolutionBackwardData(dy, weight, window, expectedDx);
        comparison.oneDnn.convolutionBackwardData(dy, weight, window, dx);
        comparison.assertClose(dx, expectedDx);

        backwardWeights(x, dy, window, weight, bias);
    }

    private void backwardWeights(NdArray x, NdArray dy, Window window, NdArray weight, NdArray bias) {
        NdArray expectedDweight = comparison.fresh(weight.shape());
        NdArray expectedDbias = comparison.fresh(bias.shape());
        comparison.reference.convolutionBackwardWeights(x, dy, window, expectedDweight, expectedDbias);
        NdArray dweight = comparison.slot(weight.shape().toArray());
        NdArray dbias = comparison.slot(bias.shape().toArray());
        comparison.oneDnn.convolutionBackwardWeights(x, dy, window, dweight, dbias);
        comparison.assertClose(dweight, expectedDweight);
        comparison.assertClose(dbias, expectedDbias);
        comparison.assertNeighboursUntouched(dweight);
        comparison.assertNeighboursUntouched(dbias);

        NdArray withoutBias = comparison.slot(weight.shape().toArray());
        comparison.oneDnn.convolutionBackwardWeights(x, dy, window, withoutBias, null);
        comparison.assertClose(withoutBias, expectedDweight);
    }
}
