package io.lockstep.cuda.parity;

import java.util.List;

/** All comparisons with the reference backend, family by family. */
public final class ParitySuite {
    private ParitySuite() {}

    public static List<ParityCases> all() {
        return List.of(new CopyingCases(), new MatrixProductCases(), new ConvolutionCases());
    }
}
