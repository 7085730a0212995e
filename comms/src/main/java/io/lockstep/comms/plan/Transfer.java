package io.lockstep.comms.plan;

import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link Plan} over buffers: how far sending and receiving have come, and which bytes come next. It does no
 * I/O; the caller moves the bytes that {@link #send} and {@link #receiveInto} hand out.
 *
 * <p>Received bytes that replace go straight into the buffer. Those that are to be reduced go into the scratch buffer and
 * are reduced element by element as they come, the torn element at the end of a read being kept for the next. Where they
 * would hit bytes that are not sent yet, the whole step is held in the scratch buffer until those are out.
 */
public final class Transfer {
    /** As much as is received before it is reduced: fits the second-level cache together with its target. */
    public static final int SCRATCH_BYTES = 256 << 10;

    private final Plan plan;
    private final ByteBuffer source;
    private final ByteBuffer target;
    private final ByteBuffer scratch;
    private final @Nullable Reducer reducer;

    private int sendStep;
    private int sentInStep;
    private int stepsOut;
    private int receiveStep;
    private int receivedInStep;
    /** Bytes in the scratch buffer that are not reduced yet: a torn element, or what is held. */
    private int pending;

    private boolean holds;
    private long sentBytes;
    private long receivedBytes;

    /**
     * The ranges of the plan are those of {@code source} and {@code target}, from their positions, which are one buffer
     * for plans in place. {@code scratch}, of {@link #SCRATCH_BYTES}, and the reducer are used if steps reduce.
     */
    public Transfer(Plan plan, ByteBuffer source, ByteBuffer target, ByteBuffer scratch, @Nullable Reducer reducer) {
        this.plan = plan;
        this.source = source.slice().order(ByteOrder.nativeOrder());
        this.target = target.slice().order(ByteOrder.nativeOrder());
        this.scratch = scratch;
        this.reducer = reducer;
        skipSends();
        skipReceives();
    }

    /** The rank that the next bytes go to, or -1 when all is sent. */
    public int sendTo() {
        return sendStep == plan.count() ? Step.NOBODY : plan.step(sendStep).sendTo();
    }

    /** The bytes that may be sent now to {@link #sendTo}. */
    public int sendable() {
        if (sendStep == plan.count()) {
            return 0;
        }
        Step step = plan.step(sendStep);
        int end = step.sendEnd();
        int needed = plan.neededReceive(sendStep);
        if (needed > receiveStep) {
            return 0;
        }
        if (needed == receiveStep) {
            end = Math.min(end, plan.step(needed).receiveStart() + receivedInStep);
        }
        return Math.max(0, end - step.sendStart() - sentInStep);
    }

    /** The next {@code bytes} to send, at most {@link #sendable()}, which count as sent. */
    public ByteBuffer send(int bytes) {
        ByteBuffer next = source.slice(plan.step(sendStep).sendStart() + sentInStep, bytes);
        sentInStep += bytes;
        sentBytes += bytes;
        skipSends();
        return next;
    }

    /** Takes note that all bytes handed out by {@link #send} are out of the buffer; true if that lets others come. */
    public boolean allOut() {
        if (stepsOut == sendStep) {
            return false;
        }
        stepsOut = sendStep;
        return reduceHeld();
    }

    /** The bytes that the current step has yet to receive from {@code rank}; 0 if it is another's turn. */
    public int receivable(int rank) {
        if (receiveStep == plan.count() || plan.step(receiveStep).receiveFrom() != rank) {
            return 0;
        }
        return plan.step(receiveStep).receiveBytes() - receivedInStep - pending;
    }

    /** Where the next received bytes belong: room for at most {@code bytes}, which is at most what is receivable. */
    public ByteBuffer receiveInto(int bytes) {
        Step step = plan.step(receiveStep);
        if (!step.reduces()) {
            return target.slice(step.receiveStart() + receivedInStep, bytes);
        }
        if (receivedInStep == 0 && pending == 0) {
            holds = isBlocked();
        }
        return scratch.slice(pending, Math.min(bytes, scratch.capacity() - pending));
    }

    /** Takes note that {@code bytes} have been put where {@link #receiveInto} said. */
    public void received(int bytes) {
        receivedBytes += bytes;
        if (!plan.step(receiveStep).reduces()) {
            receivedInStep += bytes;
        } else if (holds) {
            pending += bytes;
            reduceHeld();
        } else {
            reduce(pending + bytes);
        }
        skipReceives();
    }

    public boolean isAllSent() {
        return sendStep == plan.count();
    }

    public boolean isAllReceived() {
        return receiveStep == plan.count();
    }

    /** The rank that the current step receives from, or -1 when all is received. */
    public int receiveFrom() {
        return isAllReceived() ? Step.NOBODY : plan.step(receiveStep).receiveFrom();
    }

    /** How far the transfer has come, for error messages. */
    public String progress() {
        return "sent " + sentBytes + " of " + total(true) + " bytes, received " + receivedBytes + " of " + total(false);
    }

    /** The bytes handed out by {@link #send} so far. */
    public long sentBytes() {
        return sentBytes;
    }

    private boolean isBlocked() {
        return plan.precedingSend(receiveStep) >= stepsOut;
    }

    private boolean reduceHeld() {
        boolean complete = holds && pending == plan.step(receiveStep).receiveBytes();
        if (!complete || isBlocked()) {
            return false;
        }
        holds = false;
        reduce(pending);
        skipReceives();
        return true;
    }

    private void reduce(int available) {
        if (reducer == null) {
            throw new IllegalStateException("steps that reduce need a reducer");
        }
        Step step = plan.step(receiveStep);
        int whole = available - available % reducer.elementBytes();
        boolean last = step.arrival() == Arrival.REDUCE_LAST;
        reducer.reduce(target, step.receiveStart() + receivedInStep, scratch, whole, last);
        receivedInStep += whole;
        pending = available - whole;
        for (int i = 0; i < pending; i++) {
            scratch.put(i, scratch.get(whole + i));
        }
    }

    private void skipSends() {
        while (sendStep < plan.count() && sentInStep == plan.step(sendStep).sendBytes()) {
            sendStep++;
            sentInStep = 0;
        }
    }

    private void skipReceives() {
        while (receiveStep < plan.count()
                && receivedInStep == plan.step(receiveStep).receiveBytes()) {
            receiveStep++;
            receivedInStep = 0;
        }
    }

    private long total(boolean sent) {
        long bytes = 0;
        for (int step = 0; step < plan.count(); step++) {
            bytes += sent ? plan.step(step).sendBytes() : plan.step(step).receiveBytes();
        }
        return bytes;
    }
}
