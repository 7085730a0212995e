package io.lockstep.driver.run;

import java.util.ArrayList;
import java.util.List;

/**
 * A named line through points of increasing x.
 *
 * @param dots whether each point is marked
 */
public record Curve(String name, String color, boolean dots, List<Point> points) {
    /** A point in the units of the data. */
    public record Point(double x, double y) {}

    /** Collects points. */
    public static final class Builder {
        private final List<Point> points = new ArrayList<>();

        /** Adds a point unless its value is no finite number. */
        public void add(double x, double y) {
            if (Double.isFinite(y)) {
                points.add(new Point(x, y));
            }
        }

        /** At most about {@code max} points, each the mean of its neighbours. */
        public Builder thinned(int max) {
            int group = (points.size() + max - 1) / max;
            if (group <= 1) {
                return this;
            }
            Builder thinned = new Builder();
            for (int start = 0; start < points.size(); start += group) {
                List<Point> some = points.subList(start, Math.min(start + group, points.size()));
                double x = some.stream().mapToDouble(Point::x).average().orElseThrow();
                double y = some.stream().mapToDouble(Point::y).average().orElseThrow();
                thinned.add(x, y);
            }
            return thinned;
        }

        public Curve named(String name, String color, boolean dots) {
            return new Curve(name, color, dots, List.copyOf(points));
        }
    }
}
