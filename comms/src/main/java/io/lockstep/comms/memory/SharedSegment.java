package io.lockstep.comms.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Memory that the processes of one host share: a file in {@code /dev/shm} that each of them maps and that is deleted as
 * soon as all have, so that nothing is left behind however they end.
 *
 * <pre>
 * nonce (16), then one line of 128 bytes per member: filled (8)  reduced (8)  taken (8)  asleep (8),
 * then for each member SLOTS slots of SLOT_BYTES
 * </pre>
 *
 * <p>A member's counters are written by it alone, but for {@code asleep}, which others take back. Counters and flag are
 * accessed as volatile: what was written before a counter went up is seen by who has read that.
 */
public final class SharedSegment {
    /** Rounds in flight: one can be filled while others are reduced and taken. */
    static final int SLOTS = 4;

    /** Few enough that what two members have in flight stays in a second-level cache. */
    static final int SLOT_BYTES = 256 << 10;

    public static final int NONCE_BYTES = 16;

    private static final Path FOLDER = Path.of("/dev/shm");
    private static final int LINE_BYTES = 128;
    private static final int FILLED = 0;
    private static final int REDUCED = 8;
    private static final int TAKEN = 16;
    private static final int ASLEEP = 24;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int members;
    private final int own;
    private long nextRound;

    private SharedSegment(ByteBuffer memory, int members, int own) {
        this.memory = memory.order(ByteOrder.nativeOrder());
        this.members = members;
        this.own = own;
    }

    /** Whether this machine has memory to share. */
    public static boolean isSupported() {
        return Files.isDirectory(FOLDER) && Files.isWritable(FOLDER);
    }

    /** A name in the folder of shared memory that nobody else has. */
    public static Path newPath(String uniqueName) {
        return FOLDER.resolve("lockstep-" + uniqueName);
    }

    /**
     * Makes the segment of {@code members} members; this process is member 0. Only this user may open it.
     *
     * @throws IOException if there is no room, or the file exists
     */
    public static SharedSegment create(Path path, int members, byte[] nonce) throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        int bytes = bytes(members);
        try (FileChannel file = FileChannel.open(path, options, ownerOnly)) {
            requireRoom(path, bytes);
            ByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            memory.put(0, nonce);
            return new SharedSegment(memory, members, 0);
        }
    }

    /**
     * Maps the segment that another process has made, as its member {@code own}.
     *
     * @throws IOException if it is not there, or not the one with this nonce
     */
    public static SharedSegment open(Path path, int members, int own, byte[] nonce) throws IOException {
        if (!path.normalize().startsWith(FOLDER) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no file in " + FOLDER);
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int bytes = bytes(members);
            if (file.size() != bytes) {
                throw new IOException(path + " has " + file.size() + " bytes instead of " + bytes);
            }
            ByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            byte[] found = new byte[NONCE_BYTES];
            memory.get(0, found);
            if (!Arrays.equals(found, nonce)) {
                throw new IOException(path + " belongs to another job");
            }
            return new SharedSegment(memory, members, own);
        }
    }

    public int members() {
        return members;
    }

    int own() {
        return own;
    }

    /** Reserves the next {@code count} rounds, the same on all members, and returns the first. */
    long reserve(int count) {
        long first = nextRound;
        nextRound += count;
        return first;
    }

    /** Where the slot of {@code member} for {@code round} starts in {@link #memory}. */
    int slot(int member, long round) {
        return header(members) + (member * SLOTS + (int) (round % SLOTS)) * SLOT_BYTES;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** The rounds whose slot {@code member} has filled. */
    long filled(int member) {
        return (long) LONG.getVolatile(memory, line(member) + FILLED);
    }

    /** The rounds of which {@code member} has reduced its part. */
    long reduced(int member) {
        return (long) LONG.getVolatile(memory, line(member) + REDUCED);
    }

    /** The rounds whose result {@code member} has taken from all slots. */
    long taken(int member) {
        return (long) LONG.getVolatile(memory, line(member) + TAKEN);
    }

    void setFilled(long rounds) {
        LONG.setVolatile(memory, line(own) + FILLED, rounds);
    }

    void setReduced(long rounds) {
        LONG.setVolatile(memory, line(own) + REDUCED, rounds);
    }

    void setTaken(long rounds) {
        LONG.setVolatile(memory, line(own) + TAKEN, rounds);
    }

    /** Says that this member sleeps until it is woken, or that it no longer does. */
    void setAsleep(boolean asleep) {
        LONG.setVolatile(memory, line(own) + ASLEEP, asleep ? 1L : 0L);
    }

    /** Whether {@code member} slept and it is up to the caller to wake it. */
    boolean takeAsleep(int member) {
        int at = line(member) + ASLEEP;
        return (long) LONG.getVolatile(memory, at) == 1L && LONG.compareAndSet(memory, at, 1L, 0L);
    }

    private static int line(int member) {
        return LINE_BYTES * (1 + member);
    }

    private static int header(int members) {
        return (LINE_BYTES * (1 + members) + 4095) / 4096 * 4096;
    }

    private static int bytes(int members) {
        return header(members) + members * SLOTS * SLOT_BYTES;
    }

    /** A file without room behind it would kill the process when it is touched. */
    private static void requireRoom(Path path, int bytes) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < 2L * bytes) {
            throw new IOException(FOLDER + " has " + free + " bytes left, but " + bytes + " are needed");
        }
    }
}
