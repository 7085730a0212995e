package io.lockstep.comms;

/** The connection to a rank is gone: its process died, its host is unreachable, or it left the mesh too early. */
public final class PeerLostException extends CommunicatorException {
    private final int rank;
    private final String address;
    private final String operation;

    PeerLostException(String message, int rank, String address, String operation) {
        super(message);
        this.rank = rank;
        this.address = address;
        this.operation = operation;
    }

    /** The rank that was lost. */
    public int rank() {
        return rank;
    }

    /** Where the lost rank listened, as {@code host:port}. */
    public String address() {
        return address;
    }

    /** What the rank that noticed the loss was doing then. */
    public String operation() {
        return operation;
    }
}
