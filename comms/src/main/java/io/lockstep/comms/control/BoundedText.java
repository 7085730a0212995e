package io.lockstep.comms.control;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.nio.charset.StandardCharsets;

/** A text as its length and UTF-8. Kryo's own would make room for as many characters as a message claims to hold. */
final class BoundedText extends Serializer<String> {
    BoundedText() {
        super(false, true); // never null, immutable
    }

    @Override
    public void write(Kryo kryo, Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    @Override
    public String read(Kryo kryo, Input in, Class<? extends String> type) {
        int length = in.readInt(true);
        if (length < 0 || length > in.limit() - in.position()) {
            throw new KryoException("a text of " + length + " bytes does not fit");
        }
        return new String(in.readBytes(length), StandardCharsets.UTF_8);
    }
}
