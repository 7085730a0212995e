package io.lockstep.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that can be opened, wherever it lies: the local disk, HDFS, memory. */
public interface ByteSource {
    /** Path or address, for messages. */
    String name();

    /** A new stream from the first byte; the caller closes it. */
    InputStream open() throws IOException;

    /** A file on the local disk. */
    static ByteSource file(Path path) {
        return new ByteSource() {
            @Override
            public String name() {
                return path.toString();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(path);
            }
        };
    }
}
