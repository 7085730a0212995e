package io.lockstep.comms;

/** What kind of collective an operation is. */
enum OperationKind {
    ALL_REDUCE("all-reduce"),
    REDUCE_SCATTER("reduce-scatter"),
    ALL_GATHER("all-gather"),
    ALL_TO_ALL("all-to-all"),
    BROADCAST("broadcast"),
    GATHER_LENGTHS("all-gather of objects (lengths)"),
    GATHER_OBJECTS("all-gather of objects"),
    BARRIER("barrier");

    private final String text;

    OperationKind(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
