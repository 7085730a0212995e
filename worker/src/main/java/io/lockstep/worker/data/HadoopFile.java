package io.lockstep.worker.data;

import io.lockstep.engine.data.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file in any of Hadoop's file systems. */
record HadoopFile(Path path, Configuration hadoop) implements ByteSource {
    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public InputStream open() throws IOException {
        return path.getFileSystem(hadoop).open(path);
    }
}
