package io.lockstep.driver.run;

import io.lockstep.worker.Json;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.Option;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.config.TrainOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.ConstructYamlNull;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Configuration files: YAML with the options' names as keys. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * The values in {@code yaml}, by key.
     *
     * @param name of the file, for faults
     * @param faults takes a line for everything that is not a key with a plain value
     */
    public static Map<String, GivenValue> read(String yaml, String name, List<String> faults) {
        Map<String, GivenValue> values = new LinkedHashMap<>();
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new TextSchema())
                .build();
        try {
            Object content = new Load(settings).loadFromString(yaml);
            if (content instanceof Map<?, ?> entries) {
                entries.forEach((key, value) -> readEntry(String.valueOf(key), value, name, values, faults));
            } else if (content != null) {
                faults.add(name + " must hold lines such as \"epochs: 10\"");
            }
        } catch (YamlEngineException e) {
            faults.add(name + " is not valid YAML: " + oneLine(e));
        }
        return values;
    }

    /** The whole of {@code config}, such that {@link #read} and the resolver give the same again. */
    public static String write(TrainConfig config) {
        StringBuilder yaml =
                new StringBuilder("# Resolved configuration of a Lockstep run; lockstep train --config takes it.\n");
        Map<String, String> texts = config.texts();
        for (Option.Group group : Option.Group.values()) {
            yaml.append("\n# ").append(group.heading()).append('\n');
            for (Option<?> option : TrainOptions.all()) {
                String text = texts.get(option.name());
                if (option.group() == group && text != null) {
                    yaml.append(option.name())
                            .append(": ")
                            .append(scalar(option, text))
                            .append('\n');
                }
            }
        }
        return yaml.toString();
    }

    private static void readEntry(
            String key, @Nullable Object value, String name, Map<String, GivenValue> values, List<String> faults) {
        if (value == null) {
            return; // a key without a value is one that is not given
        }
        if (value instanceof String text) {
            values.put(key, new GivenValue(text, key + " (" + name + ")"));
        } else {
            faults.add(key + " (" + name + ") must be a plain value, not a list or a map");
        }
    }

    /** A JSON string is a YAML string too, whatever characters it holds. */
    private static String scalar(Option<?> option, String text) {
        return option.type().javaType() == String.class ? Json.write(text) : text;
    }

    private static String oneLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", ", ");
    }

    /** Leaves every scalar the text it is; what it means is the option's business. */
    private static final class TextSchema extends FailsafeSchema {
        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of(Tag.NULL, new ConstructYamlNull());
        }
    }
}
