package io.lockstep.engine.format;

import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Damages a file in many ways: a damaged file must be read or refused as such, with no other exception and no memory
 * beyond what the file's size explains.
 */
final class Mutations {
    private static final long SEED = 20_241;
    private static final int COUNT = 10_000;
    private static final int MOST_BYTES = 1_000_000;

    private Mutations() {}

    interface Reader {
        void read(byte[] file) throws IOException;
    }

    /** @param alphabet characters of which the format's header consists */
    static void assertRefusedOrRead(byte[] whole, String alphabet, Reader reader) throws IOException {
        long key = RandomPurpose.USER.key(SEED, 0);
        int refused = 0;
        for (int mutation = 0; mutation < COUNT; mutation++) {
            byte[] bytes = mutate(whole, alphabet, new RandomStream(key, mutation));
            long before = AllocatedMemory.ofThisThread();
            try {
                reader.read(bytes);
            } catch (CorruptFileException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1000);
            } catch (RuntimeException | IOException e) {
                fail("mutation " + mutation + " of seed " + SEED, e);
            }
            long allocated = AllocatedMemory.ofThisThread() - before;
            if (allocated > MOST_BYTES) {
                fail("mutation %d of seed %d allocated %d bytes", mutation, SEED, allocated);
            }
        }
        assertThat(refused).isGreaterThan(COUNT / 4);
    }

    private static byte[] mutate(byte[] whole, String alphabet, RandomStream random) {
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(4);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> bytes = insert(bytes, at, bytes, random.nextInt(bytes.length));
            }
        }
        return bytes;
    }

    /** Doubles up to 9 bytes found at {@code from}, behind {@code at}. */
    private static byte[] insert(byte[] bytes, int at, byte[] source, int from) {
        int count = Math.min(9, source.length - from);
        ByteBuffer result = ByteBuffer.allocate(bytes.length + count);
        return result.put(bytes, 0, at)
                .put(source, from, count)
                .put(bytes, at, bytes.length - at)
                .array();
    }
}
