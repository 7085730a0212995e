package io.lockstep.driver.gallery;

import io.lockstep.driver.run.Curve;
import io.lockstep.driver.run.SvgPanel;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Draws every activation with its derivative, which the tape computes, and holds docs/activations.svg against it. */
final class ActivationGalleryTest {
    private static final Path PICTURE = Path.of("..", "docs", "activations.svg");
    private static final String FUNCTION = "#1f4e8c";
    private static final String DERIVATIVE = "#c8551b";
    private static final double RANGE = 4;
    private static final int POINTS = 161;
    private static final int COLUMNS = 5;
    private static final int WIDTH = 220;
    private static final int HEIGHT = 210;
    private static final int TOP = 40;

    private static Map<String, UnaryOperator<Tensor>> activations() {
        Map<String, UnaryOperator<Tensor>> activations = new LinkedHashMap<>();
        activations.put("identity", x -> x.mul(1));
        activations.put("step", Tensor::step);
        activations.put("sigmoid", Tensor::sigmoid);
        activations.put("tanh", Tensor::tanh);
        activations.put("relu", Tensor::relu);
        activations.put("leakyRelu(0.1)", x -> x.leakyRelu(0.1));
        activations.put("prelu(0.25)", x -> x.prelu(x.device().tensor(new double[] {0.25})));
        activations.put("elu(1)", x -> x.elu(1));
        activations.put("selu", Tensor::selu);
        activations.put("silu = swish(1)", Tensor::silu);
        activations.put("swish(2)", x -> x.swish(2));
        activations.put("gelu", Tensor::gelu);
        activations.put("geluTanh", Tensor::geluTanh);
        activations.put("mish", Tensor::mish);
        activations.put("softplus", Tensor::softplus);
        activations.put("softsign", Tensor::softsign);
        activations.put("hardtanh", Tensor::hardtanh);
        activations.put("logSigmoid", Tensor::logSigmoid);
        activations.put("softmax of (x, 0)", x -> besideZero(x).softmax(1).select(1, 0));
        activations.put("logSoftmax of (x, 0)", x -> besideZero(x).logSoftmax(1).select(1, 0));
        return activations;
    }

    private static Tensor besideZero(Tensor x) {
        return x.unsqueeze(1).mul(x.device().tensor(new double[] {1, 0}));
    }

    @Test
    void thePictureIsCurrent() throws IOException {
        String drawn = draw();
        if (Boolean.getBoolean("lockstep.docs.write")) {
            Files.writeString(PICTURE, drawn);
        }
        assertThat(Files.readString(PICTURE))
                .as("%s is not what the engine draws now; write it anew with -Dlockstep.docs.write=true", PICTURE)
                .isEqualTo(drawn);
    }

    private static String draw() {
        Map<String, UnaryOperator<Tensor>> activations = activations();
        int rows = (activations.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"Helvetica, Arial, sans-serif\""
                        + " font-size=\"12\" fill=\"#444444\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                COLUMNS * WIDTH,
                rows * HEIGHT + TOP));
        svg.append(legend(40, FUNCTION, "f(x)")).append(legend(140, DERIVATIVE, "df/dx, from the tape"));
        int place = 0;
        // Plain Java in float64: the same numbers on every machine.
        try (Device device = new Device(Backends.open("cpu", "reference"))) {
            for (Map.Entry<String, UnaryOperator<Tensor>> each : activations.entrySet()) {
                SvgPanel panel = new SvgPanel(each.getKey(), "", curves(device, each.getValue()));
                int x = place % COLUMNS * WIDTH + 40;
                int y = place / COLUMNS * HEIGHT + TOP + 30;
                svg.append(panel.at(x, y, WIDTH - 60, HEIGHT - 70));
                place++;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String legend(int x, String color, String text) {
        return String.format(
                Locale.ROOT,
                "<path d=\"M%d 20h16\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"24\">%s</text>%n",
                x,
                color,
                x + 22,
                text);
    }

    private static List<Curve> curves(Device device, UnaryOperator<Tensor> activation) {
        Tensor x = device.linspace(DType.FLOAT64, -RANGE, RANGE, POINTS).requiresGrad_();
        Tensor y = activation.apply(x);
        y.sum().backward();
        Tensor gradient = x.grad();
        assertThat(gradient).isNotNull();
        return List.of(curve(x, y, FUNCTION), curve(x, gradient == null ? device.zerosLike(x) : gradient, DERIVATIVE));
    }

    /** Without a name, since one legend serves all panels. */
    private static Curve curve(Tensor x, Tensor y, String color) {
        double[] xs = x.toDoubleArray();
        double[] ys = y.toDoubleArray();
        Curve.Builder curve = new Curve.Builder();
        for (int i = 0; i < xs.length; i++) {
            curve.add(xs[i], ys[i]);
        }
        return curve.named("", color, false);
    }
}
