package io.lockstep.engine.data;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes samples apart into fields and stacks each field. */
final class Stacking {
    private Stacking() {}

    static List<Batch.Column> columns(List<?> samples, int[] indices) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            int found = collect("", samples.get(i), i, indices, 0, fields);
            if (found != fields.size()) {
                throw differentFields(i, indices, found, fields.size());
            }
        }
        List<Batch.Column> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(field.stack(indices));
        }
        return columns;
    }

    /** One field of the samples read so far. */
    private record Field(String name, List<Object> values) {
        Batch.Column stack(int[] indices) {
            Object first = values.get(0);
            if (first instanceof String) {
                List<String> texts = new ArrayList<>();
                for (Object value : values) {
                    texts.add(String.valueOf(value));
                }
                return new Batch.Column(name, null, texts);
            }
            Element element = Element.of(name, first);
            long[] sizes = new long[element.shape().dim() + 1];
            sizes[0] = values.size();
            System.arraycopy(element.shape().toArray(), 0, sizes, 1, sizes.length - 1);
            Shape shape = Shape.of(sizes);
            DType dtype = element.dtype();
            ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(shape.numel() * dtype.bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < values.size(); i++) {
                Element other = Element.of(name, values.get(i));
                if (!other.equals(element)) {
                    throw new IllegalArgumentException("field \"" + name + "\" of sample " + indices[i] + " is " + other
                            + ", but of sample " + indices[0] + " it is " + element
                            + ", and only equal shapes and types can be stacked; resize the samples or give a collate");
                }
                Element.put(data, values.get(i));
            }
            return new Batch.Column(name, new HostArray(dtype, shape, data.flip()), List.of());
        }
    }

    /** Adds the parts of a sample to the fields from number {@code next} on; returns the number after them. */
    private static int collect(String name, Object part, int i, int[] indices, int next, List<Field> fields) {
        int end = next;
        if (part instanceof Example<?, ?> example) {
            end = collect(inside(name, "input"), example.input(), i, indices, end, fields);
            return collect(inside(name, "target"), example.target(), i, indices, end, fields);
        }
        if (part instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                end = collect(inside(name, String.valueOf(entry.getKey())), entry.getValue(), i, indices, end, fields);
            }
            return end;
        }
        if (part instanceof List<?> || part instanceof Object[]) {
            List<?> parts = part instanceof Object[] array ? List.of(array) : (List<?>) part;
            for (int p = 0; p < parts.size(); p++) {
                end = collect(inside(name, String.valueOf(p)), parts.get(p), i, indices, end, fields);
            }
            return end;
        }
        String leaf = name.isEmpty() ? "0" : name;
        if (i == 0) {
            fields.add(new Field(leaf, new ArrayList<>()));
        } else if (end >= fields.size() || !fields.get(end).name.equals(leaf)) {
            throw new IllegalArgumentException("sample " + indices[i] + " has a field \"" + leaf + "\" where sample "
                    + indices[0] + " has " + (end < fields.size() ? "\"" + fields.get(end).name + "\"" : "none")
                    + "; samples of a batch should have the same fields in the same order");
        }
        fields.get(end).values.add(part);
        return end + 1;
    }

    private static String inside(String name, String part) {
        return name.isEmpty() ? part : name + "." + part;
    }

    private static IllegalArgumentException differentFields(int i, int[] indices, int found, int expected) {
        return new IllegalArgumentException(
                "sample " + indices[i] + " has " + found + " fields, but sample " + indices[0] + " has " + expected
                        + "; samples of a batch should have the same fields in the same order");
    }
}
