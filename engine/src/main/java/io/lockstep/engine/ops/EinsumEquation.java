package io.lockstep.engine.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Einstein's notation taken apart: a label for each dimension of each operand, and of the result. Letters are labels 0 to 51,
 * A to Z before a to z; dimensions that an ellipsis stands for have labels from 52 on, the last of them the same one in all
 * operands.
 *
 * @param operands labels of each operand's dimensions
 * @param output labels of the result's dimensions
 */
record EinsumEquation(List<int[]> operands, int[] output) {
    static final int LETTERS = 52;
    private static final String ELLIPSIS = "...";
    private static final String ARROW = "->";

    /** @param dims number of dimensions of each operand */
    static EinsumEquation parse(String equation, int[] dims) {
        String text = equation.replace(" ", "");
        int arrow = text.indexOf(ARROW);
        String inputs = arrow < 0 ? text : text.substring(0, arrow);
        String[] subscripts = inputs.split(",", -1);
        if (subscripts.length != dims.length) {
            throw fault(
                    equation,
                    "has subscripts for " + subscripts.length + " operands but " + dims.length + " were given");
        }
        int covered = 0;
        for (int i = 0; i < dims.length; i++) {
            covered = Math.max(covered, covered(equation, subscripts[i], dims[i]));
        }
        List<int[]> operands = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            int own = covered(equation, subscripts[i], dims[i]);
            int[] labels = labels(equation, subscripts[i], LETTERS + covered - own, own);
            if (labels.length != dims[i]) {
                throw fault(
                        equation,
                        "has " + labels.length + " subscripts for operand " + i + " of " + dims[i]
                                + " dimensions; use ... for those not named");
            }
            operands.add(labels);
        }
        int[] output = arrow < 0
                ? implicit(operands, covered)
                : labels(equation, text.substring(arrow + ARROW.length()), LETTERS, covered);
        requireOutput(equation, operands, output);
        return new EinsumEquation(operands, output);
    }

    /** How many dimensions the ellipsis of an operand stands for. */
    private static int covered(String equation, String subscripts, int dims) {
        if (!subscripts.contains(ELLIPSIS)) {
            return 0;
        }
        int covered = dims - (subscripts.length() - ELLIPSIS.length());
        if (covered < 0) {
            throw fault(
                    equation,
                    "has more subscripts in \"" + subscripts + "\" than the operand's " + dims + " dimensions");
        }
        return covered;
    }

    private static int[] labels(String equation, String subscripts, int firstCovered, int covered) {
        List<Integer> labels = new ArrayList<>();
        int ellipsis = subscripts.indexOf(ELLIPSIS);
        for (int at = 0; at < subscripts.length(); at++) {
            if (at == ellipsis) {
                for (int i = 0; i < covered; i++) {
                    labels.add(firstCovered + i);
                }
                at += ELLIPSIS.length() - 1;
            } else {
                labels.add(label(equation, subscripts.charAt(at)));
            }
        }
        return labels.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int label(String equation, char letter) {
        if (letter >= 'A' && letter <= 'Z') {
            return letter - 'A';
        }
        if (letter >= 'a' && letter <= 'z') {
            return letter - 'a' + LETTERS / 2;
        }
        throw fault(equation, "has '" + letter + "', but subscripts are letters and one ... for each operand");
    }

    /** First what ellipses stand for, then the letters that occur once, in the order of the alphabet. */
    private static int[] implicit(List<int[]> operands, int covered) {
        int[] uses = new int[LETTERS];
        for (int[] labels : operands) {
            for (int label : labels) {
                if (label < LETTERS) {
                    uses[label]++;
                }
            }
        }
        int[] output = new int[covered + LETTERS];
        int size = 0;
        for (int i = 0; i < covered; i++) {
            output[size++] = LETTERS + i;
        }
        for (int letter = 0; letter < LETTERS; letter++) {
            if (uses[letter] == 1) {
                output[size++] = letter;
            }
        }
        return Arrays.copyOf(output, size);
    }

    private static void requireOutput(String equation, List<int[]> operands, int[] output) {
        for (int i = 0; i < output.length; i++) {
            int label = output[i];
            if (label < LETTERS && operands.stream().noneMatch(labels -> contains(labels, label))) {
                throw fault(equation, "has '" + letter(label) + "' in the result but in no operand");
            }
            if (contains(Arrays.copyOf(output, i), label)) {
                throw fault(equation, "has '" + letter(label) + "' twice in the result");
            }
        }
    }

    static boolean contains(int[] labels, int label) {
        for (int each : labels) {
            if (each == label) {
                return true;
            }
        }
        return false;
    }

    /** How the user wrote a label. */
    static String letter(int label) {
        if (label >= LETTERS) {
            return ELLIPSIS;
        }
        return String.valueOf((char) (label < LETTERS / 2 ? 'A' + label : 'a' + label - LETTERS / 2));
    }

    private static IllegalArgumentException fault(String equation, String fault) {
        return new IllegalArgumentException("einsum \"" + equation + "\" " + fault);
    }
}
