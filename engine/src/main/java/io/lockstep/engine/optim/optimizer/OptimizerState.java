package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of an optimizer as host arrays by name. */
final class OptimizerState {
    private static final String GROUPS = "param_groups.";
    private static final String PARAMETERS = ".params";
    private static final String STATE = "state.";
    private static final String STEP = "step";

    private OptimizerState() {}

    static Map<String, HostArray> of(List<ParamGroup> groups) {
        Map<String, HostArray> state = new LinkedHashMap<>();
        long index = 0;
        for (int g = 0; g < groups.size(); g++) {
            ParamGroup group = groups.get(g);
            String prefix = GROUPS + g;
            group.options()
                    .forEach((name, value) ->
                            state.put(prefix + "." + name, HostArray.of(Shape.SCALAR, (double) value)));
            long[] indices = new long[group.ranges().size()];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = index;
                save(group.ranges().get(i), STATE + index + ".", state);
                index++;
            }
            state.put(prefix + PARAMETERS, HostArray.of(Shape.of(indices.length), indices));
        }
        return state;
    }

    /** @param options those that every group of the optimizer has */
    static void load(List<ParamGroup> groups, Set<String> options, Map<String, HostArray> state) {
        List<Range> ranges = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            requireSameSize(g, groups.get(g), state.get(GROUPS + g + PARAMETERS));
            requireOptions(g, options, state);
            ranges.addAll(groups.get(g).ranges());
        }
        if (state.containsKey(GROUPS + groups.size() + PARAMETERS)) {
            throw new IllegalArgumentException("the saved state has more than the " + groups.size()
                    + " parameter groups of this optimizer; add the groups before the state is loaded");
        }
        state.forEach((name, array) -> requireFits(ranges, name, array));
        for (int g = 0; g < groups.size(); g++) {
            loadOptions(groups.get(g), GROUPS + g + ".", state);
        }
        for (int i = 0; i < ranges.size(); i++) {
            String prefix = STATE + i + ".";
            ranges.get(i).steps(0);
            ranges.get(i).states().keySet().removeIf(name -> !state.containsKey(prefix + name));
        }
        state.forEach((name, array) -> {
            if (name.startsWith(STATE)) {
                load(ranges.get(index(name)), name.substring(name.indexOf('.', STATE.length()) + 1), array);
            }
        });
    }

    private static void save(Range range, String prefix, Map<String, HostArray> state) {
        if (range.steps() > 0) {
            state.put(prefix + STEP, HostArray.of(Shape.SCALAR, range.steps()));
        }
        range.states().forEach((name, array) -> {
            ByteBuffer elements = array.contiguousBlock().read();
            ByteBuffer data = ByteBuffer.allocate(elements.remaining());
            data.put(elements).flip();
            state.put(
                    prefix + name,
                    new HostArray(array.dtype(), range.parameter().shape(), data));
        });
    }

    private static void load(Range range, String name, HostArray array) {
        if (name.equals(STEP)) {
            range.steps(array.longs().get(0));
        } else {
            NdArray place = range.state(name, 0);
            place.contiguousBlock().write(array.data());
        }
    }

    private static void loadOptions(ParamGroup group, String prefix, Map<String, HostArray> state) {
        state.forEach((name, array) -> {
            if (name.startsWith(prefix) && !name.endsWith(PARAMETERS)) {
                group.set(name.substring(prefix.length()), array.doubles().get(0));
            }
        });
    }

    private static void requireSameSize(int index, ParamGroup group, @Nullable HostArray saved) {
        long parameters = group.ranges().size();
        if (saved == null || saved.shape().numel() != parameters) {
            throw new IllegalArgumentException("parameter group " + index + " has " + parameters
                    + " parameters, but that of the saved state has "
                    + (saved == null ? "none" : saved.shape().numel())
                    + "; load it into an optimizer with the groups of the saved one");
        }
    }

    private static void requireOptions(int group, Set<String> options, Map<String, HostArray> state) {
        for (String option : options) {
            if (!state.containsKey(GROUPS + group + "." + option)) {
                throw new IllegalArgumentException("parameter group " + group + " has the option \"" + option
                        + "\", but that of the saved state has not; load it into an optimizer of the saved one's kind");
            }
        }
    }

    private static void requireFits(List<Range> ranges, String name, HostArray array) {
        if (!name.startsWith(STATE)) {
            if (!name.endsWith(PARAMETERS)) {
                requireNumber(name, array, DType.FLOAT64);
            }
            return;
        }
        int index = index(name);
        if (index >= ranges.size()) {
            throw new IllegalArgumentException("the saved state has \"" + name + "\", but this optimizer has "
                    + ranges.size() + " parameters only");
        }
        Tensor parameter = ranges.get(index).parameter();
        if (name.endsWith("." + STEP)) {
            requireNumber(name, array, DType.INT64);
        } else if (array.dtype() != parameter.dtype() || !array.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException("the saved state's \"" + name + "\" is " + array
                    + ", but its parameter is " + parameter.dtype() + parameter.shape()
                    + "; load it into an optimizer of the same parameters in the same order");
        }
    }

    private static void requireNumber(String name, HostArray array, DType dtype) {
        if (array.dtype() != dtype || array.shape().numel() != 1) {
            throw new IllegalArgumentException(
                    "the saved state's \"" + name + "\" is " + array + ", but should be one number of " + dtype);
        }
    }

    private static int index(String name) {
        return Integer.parseInt(name.substring(STATE.length(), name.indexOf('.', STATE.length())));
    }
}
