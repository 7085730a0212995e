package io.lockstep.comms.compress;

import java.util.ArrayList;
import java.util.List;

/**
 * What an operation computes and exchanges, and what waits for what. Computations run one after the other, and so do
 * exchanges; an exchange starts when all computations added before it are done, a computation when a given number of
 * exchanges are. So computations may go on during an exchange that they have nothing to do with.
 */
public final class Schedule {
    private final List<Computation> computations = new ArrayList<>();
    private final List<Integer> exchangesBefore = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Integer> computationsBefore = new ArrayList<>();

    /** A computation that waits for all exchanges added so far. */
    void compute(Computation computation) {
        compute(exchanges.size(), computation);
    }

    /** A computation that waits for the first {@code exchanges} exchanges. */
    void compute(int exchanges, Computation computation) {
        computations.add(computation);
        exchangesBefore.add(exchanges);
    }

    /** An exchange that waits for all computations added so far. */
    void exchange(Exchange exchange) {
        exchanges.add(exchange);
        computationsBefore.add(computations.size());
    }

    public List<Exchange> exchanges() {
        return exchanges;
    }

    public int computations() {
        return computations.size();
    }

    public Computation computation(int index) {
        return computations.get(index);
    }

    /** The exchanges that must be done before this computation starts. */
    public int exchangesBefore(int computation) {
        return exchangesBefore.get(computation);
    }

    /** The computations that must be done before this exchange starts. */
    public int computationsBefore(int exchange) {
        return computationsBefore.get(exchange);
    }
}
