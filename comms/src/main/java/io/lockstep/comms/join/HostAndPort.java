package io.lockstep.comms.join;

/** Where a rank listens, as exchanged in the rendezvous: {@code host:port}. */
public record HostAndPort(String host, int port) {
    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text of {@code rank} is anything else
     */
    public static HostAndPort parse(int rank, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65536) {
                return new HostAndPort(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw malformed(rank, text);
        }
        throw malformed(rank, text);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static IllegalArgumentException malformed(int rank, String text) {
        return new IllegalArgumentException(
                "the address exchange must give host:port for each rank, but gave \"" + text + "\" for rank " + rank);
    }
}
