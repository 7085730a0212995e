package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An array as [outer, length, inner], where length counts the elements of the dimensions that a kernel reduces or walks
 * along, and how it is cut into units of work, each of which makes its results alone. A unit is read in tiles: of whole
 * groups [length, inner] if these are small, else of some rows of one group, or of a part of a row.
 *
 * @param order the dimensions of the array in that order
 * @param kept the dimensions of [outer, inner]
 * @param widest most columns of a unit
 */
record Grid(int[] order, int[] kept, int outer, int length, int inner, int widest) {
    /** Below so many, reading a part of a row takes longer than another thread would gain. */
    private static final int FEWEST_COLUMNS = 64;

    /** For a reduction of x to y; dimensions that lie far apart in memory come first. */
    static Grid ofReduction(NdArray x, NdArray y) {
        List<Integer> dims = new ArrayList<>();
        for (int d = 0; d < x.shape().dim(); d++) {
            if (x.shape().size(d) > 1) {
                dims.add(d);
            }
        }
        dims.sort(Comparator.comparingLong((Integer d) -> Math.abs(x.stride(d))).reversed());
        List<Integer> outer = new ArrayList<>();
        List<Integer> length = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        for (int d : dims) {
            if (y.shape().size(d) == 1) {
                outer.addAll(inner);
                inner.clear();
                length.add(d);
            } else {
                inner.add(d);
            }
        }
        return of(x.shape(), outer, length, inner, 1);
    }

    /**
     * For the lines along one dimension, in the order of the dimensions; a scalar is one line of one element.
     *
     * @param threads that shall have work, if there are not too few lines
     */
    static Grid ofLines(NdArray x, int dim, int threads) {
        List<Integer> outer = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        for (int d = 0; d < x.shape().dim(); d++) {
            if (d != dim) {
                (d < dim ? outer : inner).add(d);
            }
        }
        return of(x.shape(), outer, x.shape().dim() == 0 ? List.of() : List.of(dim), inner, threads);
    }

    private static Grid of(Shape shape, List<Integer> outer, List<Integer> length, List<Integer> inner, int threads) {
        List<Integer> kept = new ArrayList<>(outer);
        kept.addAll(inner);
        List<Integer> order = new ArrayList<>(outer);
        order.addAll(length);
        order.addAll(inner);
        int rows = product(shape, outer);
        int columns = product(shape, inner);
        int widest = rows >= threads ? Tile.SIZE : Math.max(FEWEST_COLUMNS, (columns + threads - 1) / threads);
        return new Grid(ints(order), ints(kept), rows, product(shape, length), columns, Math.min(widest, Tile.SIZE));
    }

    private static int[] ints(List<Integer> dims) {
        return dims.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int product(Shape shape, List<Integer> dims) {
        int product = 1;
        for (int d : dims) {
            product = Math.toIntExact(product * shape.size(d));
        }
        return product;
    }

    /** Whether a tile holds whole groups. */
    boolean isSmall() {
        return (long) length * inner <= Tile.SIZE;
    }

    /** Groups in a unit. */
    private int groupsPerUnit() {
        return isSmall() ? Tile.SIZE / (length * inner) : 1;
    }

    private int columnsPerUnit() {
        return Math.min(inner, widest);
    }

    private int parts() {
        return (inner + columnsPerUnit() - 1) / columnsPerUnit();
    }

    int units() {
        return isSmall() ? (outer + groupsPerUnit() - 1) / groupsPerUnit() : outer * parts();
    }

    /** Groups that unit {@code unit} really has. */
    int groups(int unit) {
        return isSmall() ? Math.min(groupsPerUnit(), outer - unit * groupsPerUnit()) : 1;
    }

    /** Columns of each group that unit {@code unit} has. */
    int columns(int unit) {
        return isSmall() ? inner : Math.min(columnsPerUnit(), inner - unit % parts() * columnsPerUnit());
    }

    /** Rows of a group in a tile. */
    int rowsPerTile() {
        return isSmall() ? length : columnsPerUnit() < inner ? 1 : Tile.SIZE / inner;
    }

    /** Number of the first element of a row of a unit, in the order [outer, length, inner]. */
    int element(int unit, int row) {
        return isSmall()
                ? unit * groupsPerUnit() * length * inner
                : (unit / parts() * length + row) * inner + unit % parts() * columnsPerUnit();
    }

    /** Number of the first result of a unit, in the order [outer, inner]. */
    int result(int unit) {
        return isSmall() ? unit * groupsPerUnit() * inner : unit / parts() * inner + unit % parts() * columnsPerUnit();
    }
}
