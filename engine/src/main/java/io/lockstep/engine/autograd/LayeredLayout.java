package io.lockstep.engine.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places the vertices of a directed graph without cycles in rows, so that all arrows go down (Sugiyama, Tagawa and Toda
 * 1981). A vertex stands as many rows above the last one as the longest way to it is long; an arrow over several rows gets
 * a bend in each of them; each row is ordered by the mean place of what its members are joined with, upwards and downwards
 * in turn, which leaves few crossings; and then the members are moved as close to that mean as their widths allow.
 */
final class LayeredLayout {
    private static final int SWEEPS = 12;
    private static final double GAP = 16;

    private final List<Point> points = new ArrayList<>();
    private final List<List<Point>> rows = new ArrayList<>();
    private final List<List<Point>> ways = new ArrayList<>();

    /** A vertex, or a bend of an arrow. */
    static final class Point {
        private final int row;
        private final double width;
        private final List<Point> above = new ArrayList<>();
        private final List<Point> below = new ArrayList<>();
        private double x;

        private Point(int row, double width) {
            this.row = row;
            this.width = width;
        }

        /** The middle. */
        double x() {
            return x;
        }

        /** Rows above the last one. */
        int row() {
            return row;
        }
    }

    /**
     * @param widths of the vertices
     * @param arrows to each vertex come from vertices of larger position only
     */
    LayeredLayout(double[] widths, List<GraphDrawing.Arrow> arrows) {
        int[] row = new int[widths.length];
        List<GraphDrawing.Arrow> byReader = new ArrayList<>(arrows);
        byReader.sort(Comparator.comparingInt(GraphDrawing.Arrow::to));
        for (GraphDrawing.Arrow arrow : byReader) {
            row[arrow.from()] = Math.max(row[arrow.from()], row[arrow.to()] + 1);
        }
        for (int i = 0; i < widths.length; i++) {
            points.add(place(row[i], widths[i]));
        }
        for (GraphDrawing.Arrow arrow : arrows) {
            join(points.get(arrow.from()), points.get(arrow.to()));
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            sweep(sweep % 2 == 0, true);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            sweep(sweep % 2 == 0, false);
        }
        double left = Double.POSITIVE_INFINITY;
        for (List<Point> members : rows) {
            left = Math.min(left, members.get(0).x - members.get(0).width / 2);
        }
        for (List<Point> members : rows) {
            for (Point point : members) {
                point.x -= left;
            }
        }
    }

    /** Where a vertex stands. */
    Point vertex(int index) {
        return points.get(index);
    }

    /** The points that an arrow goes through, from its source on. */
    List<Point> way(int arrow) {
        return ways.get(arrow);
    }

    int rows() {
        return rows.size();
    }

    double width() {
        double width = 0;
        for (List<Point> members : rows) {
            Point last = members.get(members.size() - 1);
            width = Math.max(width, last.x + last.width / 2);
        }
        return width;
    }

    private Point place(int row, double width) {
        while (rows.size() <= row) {
            rows.add(new ArrayList<>());
        }
        Point point = new Point(row, width);
        rows.get(row).add(point);
        return point;
    }

    private void join(Point from, Point to) {
        List<Point> way = new ArrayList<>(List.of(from));
        Point last = from;
        for (int row = from.row - 1; row >= to.row; row--) {
            Point next = row == to.row ? to : place(row, 0);
            last.below.add(next);
            next.above.add(last);
            way.add(next);
            last = next;
        }
        ways.add(way);
    }

    /** Looks from each row at the one beyond it: from the last row up, or from the first one down. */
    private void sweep(boolean up, boolean reorder) {
        for (int i = 0; i < rows.size(); i++) {
            List<Point> members = rows.get(up ? i : rows.size() - 1 - i);
            double[] wanted = new double[members.size()];
            for (int m = 0; m < wanted.length; m++) {
                Point point = members.get(m);
                List<Point> joined = up ? point.below : point.above;
                wanted[m] = joined.isEmpty()
                        ? point.x
                        : joined.stream().mapToDouble(Point::x).average().orElseThrow();
                point.x = wanted[m];
            }
            if (reorder) {
                members.sort(Comparator.comparingDouble(Point::x)); // stable: equals keep their order
                Arrays.sort(wanted);
            }
            spread(members, wanted);
        }
    }

    /**
     * Moves the members of a row, in their order and apart, to where the sum of the squared distances from where they want
     * to be is smallest: what they need beside each other taken away, that is isotonic regression, which pools neighbours
     * that would overtake one another in their mean (Barlow et al. 1972).
     */
    private static void spread(List<Point> members, double[] wanted) {
        int count = members.size();
        double[] offset = new double[count];
        for (int i = 1; i < count; i++) {
            offset[i] = offset[i - 1] + (members.get(i - 1).width + members.get(i).width) / 2 + GAP;
        }
        double[] sum = new double[count];
        int[] size = new int[count];
        int pools = 0;
        for (int i = 0; i < count; i++) {
            sum[pools] = wanted[i] - offset[i];
            size[pools++] = 1;
            while (pools > 1 && sum[pools - 2] / size[pools - 2] > sum[pools - 1] / size[pools - 1]) {
                pools--;
                sum[pools - 1] += sum[pools];
                size[pools - 1] += size[pools];
            }
        }
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int member = 0; member < size[pool]; member++) {
                members.get(i).x = sum[pool] / size[pool] + offset[i];
                i++;
            }
        }
    }
}
