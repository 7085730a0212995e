package io.lockstep.comms.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the few kinds of values that a certificate is made of, in the distinguished encoding of ASN.1 (ITU-T X.690). */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT_0 = 0xA0;

    private Der() {}

    static byte[] sequence(byte[]... members) {
        return value(SEQUENCE, members);
    }

    static byte[] set(byte[] member) {
        return value(SET, member);
    }

    /** The member numbered 0 of those that need not be there. */
    static byte[] optional0(byte[] member) {
        return value(CONTEXT_0, member);
    }

    /** @param number below 128 */
    static byte[] integer(int number) {
        return value(INTEGER, new byte[] {(byte) number});
    }

    static byte[] bits(byte[] whole) {
        return value(BIT_STRING, new byte[] {0}, whole);
    }

    /** @param encoded the identifier's numbers, as X.690 8.19 packs them */
    static byte[] identifier(int... encoded) {
        byte[] bytes = new byte[encoded.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) encoded[i];
        }
        return value(OBJECT_IDENTIFIER, bytes);
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param time as in {@code 20260131235959Z} */
    static byte[] time(String time) {
        return value(GENERALIZED_TIME, time.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length < 128) {
            out.write(length);
        } else {
            int lengthBytes = length < 256 ? 1 : 2;
            out.write(0x80 | lengthBytes);
            for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
