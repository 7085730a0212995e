package io.lockstep.engine.format;

import java.io.IOException;

/** A file does not hold what its format promises: names the file, the fault and the cure, in one line. */
public final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final String fault;
    private final String cure;

    public CorruptFileException(String file, String fault, String cure) {
        super(file + ": " + fault + "; " + cure);
        this.file = file;
        this.fault = fault;
        this.cure = cure;
    }

    public CorruptFileException(String file, String fault, String cure, Throwable cause) {
        this(file, fault, cure);
        initCause(cause);
    }

    /** Path or address of the file. */
    public String file() {
        return file;
    }

    /** What was expected and what was found. */
    public String fault() {
        return fault;
    }

    /** What to do about it. */
    public String cure() {
        return cure;
    }
}
