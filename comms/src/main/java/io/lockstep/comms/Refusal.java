package io.lockstep.comms;

/** Why a connection was refused while the mesh was formed. */
public enum Refusal {
    STRANGER("did not speak as a Lockstep worker does"),
    OTHER_JOB("belonged to another job, attempt or rank"),
    WRONG_PROOF("did not know the job's secret"),
    TLS_FAILED("failed in the TLS handshake"),
    TOO_SLOW("did not prove themselves in time"),
    CROWDED_OUT("had to make room for newer ones");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    /** Goes on from "connections that ...". */
    public String words() {
        return words;
    }
}
