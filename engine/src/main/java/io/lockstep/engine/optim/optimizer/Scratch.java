package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Room for intermediate results, made once for the largest range of a device and element type, and used by one range after
 * the other.
 */
final class Scratch {
    private final Map<Place, Shared> shared = new HashMap<>();

    private record Place(Device device, DType dtype) {}

    /** The room for arrays of {@code elements} elements. */
    Views expect(Device device, DType dtype, long elements) {
        Shared room = shared.computeIfAbsent(new Place(device, dtype), Shared::new);
        if (elements > room.elements) {
            room.elements = elements;
            room.arrays.clear();
            room.size++;
        }
        return new Views(room, Shape.of(elements));
    }

    private static final class Shared {
        private final Place place;
        private final Norm norm;
        private final List<NdArray> arrays = new ArrayList<>();
        private long elements;
        /** How often the size was changed. */
        private int size;

        Shared(Place place) {
            this.place = place;
            try (Device.Scope ignored = place.device().persistent()) {
                norm = new Norm(place.device(), place.dtype());
            }
        }

        NdArray array(int index) {
            while (arrays.size() <= index) {
                try (Device.Scope ignored = place.device().persistent()) {
                    arrays.add(place.device()
                            .empty(place.dtype(), Shape.of(elements))
                            .array());
                }
            }
            return arrays.get(index);
        }
    }

    /** The room as arrays of one size. */
    static final class Views {
        private final Shared shared;
        private final Shape shape;
        private final List<NdArray> views = new ArrayList<>();
        private int size;

        private Views(Shared shared, Shape shape) {
            this.shared = shared;
            this.shape = shape;
        }

        NdArray get(int index) {
            if (size != shared.size) {
                views.clear();
                size = shared.size;
            }
            while (views.size() <= index) {
                views.add(shared.array(views.size()).view(shape, shape.contiguousStrides(), 0));
            }
            return Objects.requireNonNull(views.get(index));
        }

        Norm norm() {
            return shared.norm;
        }
    }
}
