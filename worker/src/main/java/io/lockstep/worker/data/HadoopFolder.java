package io.lockstep.worker.data;

import io.lockstep.engine.data.ByteFolder;
import io.lockstep.engine.data.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** A folder in any of Hadoop's file systems: HDFS, the local disk, object stores. */
public record HadoopFolder(Path path, Configuration hadoop) implements ByteFolder {
    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public List<String> folders() throws IOException {
        return list(FileStatus::isDirectory);
    }

    @Override
    public List<String> files() throws IOException {
        return list(FileStatus::isFile);
    }

    @Override
    public ByteFolder folder(String inside) {
        return new HadoopFolder(new Path(path, inside), hadoop);
    }

    @Override
    public ByteSource file(String inside) {
        return new HadoopFile(new Path(path, inside), hadoop);
    }

    private List<String> list(Predicate<FileStatus> wanted) throws IOException {
        List<String> names = new ArrayList<>();
        for (FileStatus entry : path.getFileSystem(hadoop).listStatus(path)) {
            if (wanted.test(entry)) {
                names.add(entry.getPath().getName());
            }
        }
        Collections.sort(names);
        return names;
    }
}
