package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.Layout;

/** Layout of the workspace in which a fused relu notes which elements it let through, in oneDNN's own form. */
enum Mask implements Layout {
    LAYOUT;

    @Override
    public void toPlain(Block source, Block plain) {
        throw new UnsupportedOperationException(
                "the workspace of a fused relu holds bits in oneDNN's own form; only its gradient reads it");
    }
}
