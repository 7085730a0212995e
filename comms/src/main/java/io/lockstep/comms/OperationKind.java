package io.lockstep.comms;

/** What kind of collective an operation is. */
enum OperationKind {
    ALL_REDUCE("all-reduce"),
    BROADCAST("broadcast"),
    ALL_GATHER_LENGTHS("all-gather (lengths)"),
    ALL_GATHER("all-gather"),
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
