package io.lockstep.comms;

import io.lockstep.comms.plan.Transfer;
import java.nio.ByteBuffer;

/** What the operations of a rank use, one after the other. */
final class Lane {
    private final Links links;
    private final Announcements announcements;
    private final int chunkBytes;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(Transfer.SCRATCH_BYTES);

    Lane(Links links, Announcements announcements, int chunkBytes) {
        this.links = links;
        this.announcements = announcements;
        this.chunkBytes = chunkBytes;
    }

    Links links() {
        return links;
    }

    Announcements announcements() {
        return announcements;
    }

    /** The most payload in one frame. */
    int chunkBytes() {
        return chunkBytes;
    }

    /** {@link Transfer#SCRATCH_BYTES} for received bytes that are to be reduced. */
    ByteBuffer scratch() {
        return scratch;
    }
}
