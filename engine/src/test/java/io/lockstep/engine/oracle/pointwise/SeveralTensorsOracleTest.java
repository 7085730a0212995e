package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Functions of three tensors. */
final class SeveralTensorsOracleTest {
    private record Case(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {}

    private static final long[][][] SHAPES = {
        {{4}, {4}, {4}},
        {{}, {}, {}},
        {{3, 2}, {2}, {3, 1}},
        {{1}, {2, 3}, {}},
        {{2, 3}, {}, {}},
        {{0, 2}, {1}, {2}}
    };

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle));
    }

    private void addAll() {
        add(
                "where",
                x -> x[1].where(x[0].detach().gt(0), x[2]),
                x -> torch.where(x[0].detach().gt(new Scalar(0)), x[1], x[2]));
        add("where by numbers", x -> x[1].where(x[0].detach(), x[2]), x -> torch.where(x[0].detach(), x[1], x[2]));
        add(
                "clamp",
                x -> x[0].clamp(x[1], x[2]),
                x -> torch.clamp(x[0], new TensorOptional(x[1]), new TensorOptional(x[2])));
        add("lerp", x -> x[0].lerp(x[1], x[2]), x -> torch.lerp(x[0], x[1], x[2]));
        add("lerp(0.3)", x -> x[0].lerp(x[1], 0.3), x -> torch.lerp(x[0], x[1], new Scalar(0.3)));
        add("lerp(0.8)", x -> x[0].lerp(x[1], 0.8), x -> torch.lerp(x[0], x[1], new Scalar(0.8)));
        add("addcmul", x -> x[0].addcmul(x[1], x[2]), x -> torch.addcmul(x[0], x[1], x[2]));
        add("addcmul(2)", x -> x[0].addcmul(x[1], x[2], 2), x -> torch.addcmul(x[0], x[1], x[2], new Scalar(2L)));
        add("addcdiv", x -> x[0].addcdiv(x[1], x[2]), x -> torch.addcdiv(x[0], x[1], x[2]));
        add("addcdiv(0.5)", x -> x[0].addcdiv(x[1], x[2], 0.5), x -> torch.addcdiv(x[0], x[1], x[2], new Scalar(0.5)));
        add(
                "maskedFill",
                x -> x[0].maskedFill(x[1].detach().gt(0), x[2].detach()),
                x -> torch.masked_fill(x[0], x[1].detach().gt(new Scalar(0)), x[2].detach()));
    }

    @Test
    void agreesWithLibtorch() {
        addAll();
        try (Comparer comparer = new Comparer()) {
            for (Case each : cases) {
                for (DType dtype : DType.values()) {
                    for (long[][] shapes : SHAPES) {
                        if (dtype == DType.UINT8 && each.name().equals("where by numbers")) {
                            continue; // libtorch still takes bytes, with a warning
                        }
                        compare(comparer, each, shapes, dtype, dtype, dtype);
                    }
                }
                for (DType first : DType.values()) {
                    for (DType second : DType.values()) {
                        for (long[][] shapes :
                                new long[][][] {{{2}, {2}, {2}}, {{2}, {}, {2}}, {{2}, {2}, {}}, {{}, {2}, {}}}) {
                            // Libtorch's lerp and masked_fill of scalars of other types take what the kernel finds.
                            if (each.name().equals("where by numbers")
                                    || (isOdd(each.name())
                                            && shapes[0].length + shapes[1].length != 2 * shapes[2].length)) {
                                continue;
                            }
                            compare(comparer, each, shapes, first, second, second);
                            compare(comparer, each, shapes, first, first, second);
                        }
                    }
                }
            }
            assertThat(OracleCases.counted("E7.8", comparer.finish())).isGreaterThan(5000);
        }
    }

    private static void compare(Comparer comparer, Case each, long[][] shapes, DType a, DType b, DType c) {
        // Sums of products cancel.
        comparer.compare(
                each.name(),
                4,
                a == b && b == c && (a == DType.FLOAT32 || a == DType.FLOAT64), // half precisions overflow
                each.engine(),
                each.oracle(),
                Argument.random(comparer.random(), a, shapes[0]),
                Argument.random(comparer.random(), b, shapes[1]),
                Argument.random(comparer.random(), c, shapes[2]));
    }

    private static boolean isOdd(String name) {
        return name.startsWith("lerp") || name.equals("maskedFill");
    }
}
