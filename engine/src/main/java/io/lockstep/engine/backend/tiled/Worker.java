package io.lockstep.engine.backend.tiled;

/** The tiles of one thread: three operands, a result, and doubles between them. */
final class Worker {
    final Tile a = new Tile();
    final Tile b = new Tile();
    final Tile c = new Tile();
    final Tile y = new Tile();
    final double[] t = new double[Tile.SIZE];
    final double[] u = new double[Tile.SIZE];
    final int[] positions = new int[Tile.SIZE];

    private final int index;

    Worker(int index) {
        this.index = index;
    }

    /** Its number, from 0. */
    int index() {
        return index;
    }
}
