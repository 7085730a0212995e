package io.lockstep.worker.config;

import io.lockstep.engine.backend.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what the user wrote into a {@link TrainConfig}, or into the list of everything that is wrong with it. */
public final class ConfigResolver {
    private final Collection<String> models;

    /**
     * A resolver that knows these networks.
     *
     * @param models their names; empty to take any name
     */
    public ConfigResolver(Collection<String> models) {
        this.models = models.stream().sorted().toList();
    }

    /**
     * The configuration that {@code given} describes, by option name, with defaults for the rest.
     *
     * @throws ConfigException with all faults
     */
    public TrainConfig resolve(Map<String, GivenValue> given) {
        return resolve(given, List.of());
    }

    /**
     * As {@link #resolve(Map)}, reporting the faults found before together with those found here.
     *
     * @throws ConfigException with all faults
     */
    public TrainConfig resolve(Map<String, GivenValue> given, List<String> faultsSoFar) {
        List<String> faults = new ArrayList<>(faultsSoFar);
        unknownNames(given, faults);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Option<?> option : TrainOptions.all()) {
            Object value = value(option, given.get(option.name()), faults);
            if (value != null) {
                values.put(option.name(), value);
            }
        }
        if (faults.isEmpty()) {
            contradictions(new TrainConfig(values), faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new TrainConfig(values);
    }

    private static void unknownNames(Map<String, GivenValue> given, List<String> faults) {
        List<String> known =
                TrainOptions.all().stream().<String>map(Option::name).toList();
        given.forEach((name, value) -> {
            if (!known.contains(name)) {
                faults.add("unknown option " + value.source() + Spelling.suggestion(name, known));
            }
        });
    }

    private @Nullable Object value(Option<?> option, @Nullable GivenValue given, List<String> faults) {
        if (given == null) {
            String text = option.defaultText();
            if (text == null && option.required()) {
                faults.add("--" + option.name() + " is missing: " + option.help());
            }
            return text == null ? null : option.type().parse().apply(text);
        }
        try {
            Object value = option.type().parse().apply(given.text());
            unknownModel(option, given, faults);
            return value;
        } catch (IllegalArgumentException e) {
            faults.add(given.source() + " is \"" + given.text() + "\" but must be " + allowed(option)
                    + Spelling.suggestion(given.text(), option.type().choices()));
            return null;
        }
    }

    private static String allowed(Option<?> option) {
        String range = option.type().range();
        return range.isEmpty() ? "a " + option.type().placeholder() : range;
    }

    private void unknownModel(Option<?> option, GivenValue given, List<String> faults) {
        if (option.equals(TrainOptions.MODEL) && !models.isEmpty() && !models.contains(given.text())) {
            faults.add(given.source() + " is \"" + given.text() + "\" but must be one of " + String.join(", ", models)
                    + Spelling.suggestion(given.text(), models));
        }
    }

    /** Values that are allowed each, but not together. */
    private static void contradictions(TrainConfig config, List<String> faults) {
        if (config.nesterov() && config.momentum() == 0) {
            faults.add("--nesterov needs --momentum above 0");
        }
        if (config.lrWarmupEpochs() > config.epochs()) {
            faults.add("--lr-warmup-epochs is " + config.lrWarmupEpochs() + " but must be at most --epochs, which is "
                    + config.epochs());
        }
        if (config.lrMin() > config.lr()) {
            faults.add("--lr-min is " + config.lrMin() + " but must be at most --lr, which is " + config.lr());
        }
        if (config.dtype() == DType.FLOAT64 && config.backend() == BackendChoice.ONEDNN) {
            faults.add("--backend onednn does not compute in float64; use --backend reference or --dtype float32");
        }
        if (config.dtype() == DType.FLOAT64 && config.precision().isHalf()) {
            faults.add("--precision " + config.precision() + " keeps parameters in float32, but --dtype is float64;"
                    + " use --dtype float32 or --precision float32");
        }
        if (config.dtype() == DType.FLOAT64 && config.gradientCompression() != CompressionChoice.NONE) {
            faults.add("--gradient-compression is for gradients in float32, but --dtype is float64;"
                    + " use --dtype float32 or --gradient-compression none");
        }
        if (config.precision() == DType.FLOAT16 && config.gradientCompression() != CompressionChoice.NONE) {
            faults.add(
                    "--gradient-compression cannot carry the infinite gradients that --precision float16 now and then"
                            + " has; use --precision bfloat16 or --gradient-compression none");
        }
        if (config.name().contains("/")) {
            faults.add(
                    "--name is \"" + config.name() + "\" but must be a plain name without /; put folders into --out");
        }
    }
}
