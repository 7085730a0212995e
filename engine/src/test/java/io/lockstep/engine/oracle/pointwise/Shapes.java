package io.lockstep.engine.oracle.pointwise;

/** Shapes of arguments: without elements, without dimensions, of one element, of odd sizes. */
final class Shapes {
    static final long[][] ALL = {{0}, {2, 0, 3}, {}, {1}, {7}, {3, 5}};

    /** Pairs that broadcast to one shape. */
    static final long[][][] PAIRS = {
        {{7}, {7}},
        {{}, {}},
        {{5}, {}},
        {{}, {3}},
        {{2, 3}, {3}},
        {{3, 1}, {1, 4}},
        {{1}, {2, 1, 3}},
        {{2, 0}, {1}},
        {{4, 1, 2}, {3, 1}}
    };

    private Shapes() {}
}
