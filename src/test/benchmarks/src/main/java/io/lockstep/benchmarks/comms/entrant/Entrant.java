package io.lockstep.benchmarks.comms.entrant;

import java.io.IOException;

/** Who can take part. */
public interface Entrant {
    /** For people, and unique among those who take part. */
    String name();

    Family family();

    /** Starts the processes of so many ranks; who calls it closes them. */
    Ranks start(Launch launch, int ranks) throws IOException, InterruptedException;
}
