package io.lockstep.driver.run;

import io.lockstep.worker.LockstepException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Files of a user, wherever they lie: {@code hdfs://}, {@code file://} or a plain path of the default file system. */
public final class Folders {
    private final Configuration hadoop;

    public Folders(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * The path that {@code text} names from the working directory of this process, with its file system.
     *
     * @throws LockstepException if it names none that can be reached
     */
    public Path qualified(String text) {
        try {
            Path path = new Path(text);
            FileSystem files = path.getFileSystem(hadoop);
            return path.makeQualified(files.getUri(), files.getWorkingDirectory());
        } catch (IOException | IllegalArgumentException e) {
            throw new LockstepException(
                    "\"" + text + "\" is no path of a known file system (" + e.getMessage()
                            + "); use hdfs://, file:// or a plain path",
                    e);
        }
    }

    /** The file system of {@code path}; a local one without Hadoop's checksum files, so that others can read along. */
    public FileSystem of(Path path) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }

    /**
     * Whether there is something at {@code path}.
     *
     * @throws LockstepException if its file system does not answer
     */
    public boolean exists(Path path) throws IOException {
        try {
            return of(path).exists(path);
        } catch (SocketException | SocketTimeoutException e) {
            throw new LockstepException(
                    path + " cannot be reached, as its file system does not answer; start it or correct the address",
                    e);
        }
    }

    public String readText(Path path) throws IOException {
        try (FSDataInputStream in = of(path).open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Deletes the file at {@code path} if there is one. */
    public void delete(Path path) throws IOException {
        of(path).delete(path, false);
    }

    /** Writes {@code content} aside and then gives it its name, so that a half-written file is never seen. */
    public void write(Path path, byte[] content) throws IOException {
        FileSystem files = of(path);
        Path aside = new Path(path.getParent(), "." + path.getName() + ".tmp");
        try (FSDataOutputStream out = files.create(aside, true)) {
            out.write(content);
        }
        files.delete(path, false);
        if (!files.rename(aside, path)) {
            throw new IOException("cannot rename " + aside + " to " + path);
        }
    }

    public void write(Path path, String content) throws IOException {
        write(path, content.getBytes(StandardCharsets.UTF_8));
    }
}
