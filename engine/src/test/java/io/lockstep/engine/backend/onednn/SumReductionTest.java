package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.params.provider.Arguments.arguments;

class SumReductionTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                arguments(Shape.of(1), Shape.of(1)),
                arguments(Shape.of(9001), Shape.of(1)),
                arguments(Shape.of(129, 67), Shape.of(1, 67)),
                arguments(Shape.of(3, 5000), Shape.of(1, 5000)),
                arguments(Shape.of(67, 129), Shape.of(67, 1)),
                arguments(Shape.of(7, 5, 3, 11), Shape.of(1, 5, 1, 1)),
                arguments(Shape.of(7, 5, 3, 11), Shape.of(7, 1, 3, 1)),
                arguments(Shape.of(7, 5, 3, 11), Shape.of(1, 1, 1, 1)),
                arguments(Shape.of(7, 1, 3, 11), Shape.of(1, 1, 3, 11)),
                arguments(Shape.of(4, 6), Shape.of(4, 6)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheReference(Shape from, Shape to) {
        NdArray x = comparison.random(from.toArray());
        NdArray expected = comparison.fresh(to);
        comparison.reference.sum(x, expected);
        NdArray y = comparison.slot(to.toArray());
        comparison.oneDnn.sum(x, y);
        comparison.assertClose(y, expected);
        comparison.assertNeighboursUntouched(y);
    }
}
