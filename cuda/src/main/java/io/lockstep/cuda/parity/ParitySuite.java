package io.lockstep.cuda.parity;

import java.util.List;

/** All comparisons with the reference backend, family by family. */
public final class ParitySuite {
    private ParitySuite() {}

    public static List<ParityCases> all() {
        return List.of(
                new CopyingCases(),
                new BatchNormalizationCases(),
                new PoolingCases(),
                new CrossEntropyCases(),
                new GradientDescentCases(),
                new AdaptiveMomentsCases(),
                new LayerwiseRatesCases(),
                new ImageNormalizationCases(),
                new FusedCases(),
                new UnaryCases(),
                new BinaryCases(),
                new ReductionCases(),
                new LineCases(),
                new IndexingCases(),
                new RandomCases(),
                new LayoutCases(),
                new MatrixProductCases(),
                new ConvolutionCases());
    }
}
