package io.lockstep.comms;

import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link RingSteps} over a buffer: how far sending and receiving have come, and which bytes come next. It
 * does no I/O; the caller moves the bytes that {@link #send} and {@link #receiveInto} hand out.
 *
 * <p>Received bytes that replace go straight into the buffer; those that are to be reduced go into the scratch buffer and
 * are reduced element by element as they come, the torn element at the end of a read being kept for the next.
 */
final class RingTransfer {
    private final RingSteps steps;
    private final ByteBuffer data;
    private final ByteBuffer scratch;
    private final @Nullable Reducer reducer;

    private int sendStep;
    private int sentInStep;
    private int receiveStep;
    private int receivedInStep;
    private int torn;
    private long sentBytes;
    private long receivedBytes;

    /** {@code data} from position to limit takes part; {@code scratch} is used only if some steps reduce. */
    RingTransfer(RingSteps steps, ByteBuffer data, ByteBuffer scratch, @Nullable Reducer reducer) {
        this.steps = steps;
        this.data = data.slice().order(ByteOrder.nativeOrder());
        this.scratch = scratch;
        this.reducer = reducer;
        skipEmptySteps();
    }

    /** The bytes of the current step that may be sent now. */
    int sendable() {
        if (sendStep == steps.count()) {
            return 0;
        }
        int have = steps.length(steps.sent(sendStep));
        if (sendStep > 0 && receiveStep < sendStep) {
            // Step k sends what step k-1 receives.
            have = receiveStep == sendStep - 1 ? Math.min(have, receivedInStep) : 0;
        }
        return have - sentInStep;
    }

    /** The next {@code bytes} to send, at most {@link #sendable()}, which count as sent. */
    ByteBuffer send(int bytes) {
        ByteBuffer next = data.slice(steps.start(steps.sent(sendStep)) + sentInStep, bytes);
        sentInStep += bytes;
        sentBytes += bytes;
        skipEmptySteps();
        return next;
    }

    /** The bytes that the current step has yet to receive; 0 when all is received. */
    int receivable() {
        return receiveStep == steps.count() ? 0 : steps.length(steps.received(receiveStep)) - receivedInStep - torn;
    }

    /** Where the next received bytes belong: room for at most {@code bytes}, which is at most {@link #receivable()}. */
    ByteBuffer receiveInto(int bytes) {
        if (reducing()) {
            return scratch.slice(torn, Math.min(bytes, scratch.capacity() - torn));
        }
        return data.slice(steps.start(steps.received(receiveStep)) + receivedInStep, bytes);
    }

    /** Takes note that {@code bytes} have been put where {@link #receiveInto} said. */
    void received(int bytes) {
        receivedBytes += bytes;
        int ready = reducing() ? reduce(torn + bytes) : bytes;
        receivedInStep += ready;
        skipEmptySteps();
    }

    boolean allSent() {
        return sendStep == steps.count();
    }

    boolean allReceived() {
        return receiveStep == steps.count();
    }

    /** How far the transfer has come, for error messages. */
    String progress() {
        return "sent " + sentBytes + " of " + total(true) + " bytes, received " + receivedBytes + " of " + total(false);
    }

    private boolean reducing() {
        return receiveStep < steps.reducing();
    }

    private int reduce(int available) {
        if (reducer == null) {
            throw new IllegalStateException("steps that reduce need a reducer");
        }
        int whole = available - available % reducer.elementBytes();
        reducer.reduce(data, steps.start(steps.received(receiveStep)) + receivedInStep, scratch, whole);
        torn = available - whole;
        for (int i = 0; i < torn; i++) {
            scratch.put(i, scratch.get(whole + i));
        }
        return whole;
    }

    private void skipEmptySteps() {
        while (sendStep < steps.count() && sentInStep == steps.length(steps.sent(sendStep))) {
            sendStep++;
            sentInStep = 0;
        }
        while (receiveStep < steps.count() && receivedInStep == steps.length(steps.received(receiveStep))) {
            receiveStep++;
            receivedInStep = 0;
        }
    }

    private long total(boolean sent) {
        long bytes = 0;
        for (int step = 0; step < steps.count(); step++) {
            bytes += steps.length(sent ? steps.sent(step) : steps.received(step));
        }
        return bytes;
    }
}
