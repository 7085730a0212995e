package io.lockstep.worker.data;

import io.lockstep.engine.data.IdxFiles;
import io.lockstep.engine.data.IdxImageDataset;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.Split;
import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.worker.LockstepException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens data sets by the path of their folder. */
public final class DataSets {
    private DataSets() {}

    /**
     * One split of the idx files in {@code folder}, read whole.
     *
     * @param classes that the labels must stay below
     * @throws LockstepException if a file is missing or damaged; one line that names it
     * @throws IOException if the file system does not answer
     */
    public static ImageDataset open(String folder, Split split, int classes, Configuration hadoop) throws IOException {
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(hadoop);
        try {
            IdxFiles names = IdxFiles.find(split, name -> files.exists(new Path(path, name)));
            return IdxImageDataset.open(
                    new HadoopFile(new Path(path, names.images()), hadoop),
                    new HadoopFile(new Path(path, names.labels()), hadoop),
                    classes,
                    List.of());
        } catch (CorruptFileException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        } catch (FileNotFoundException e) {
            throw new LockstepException(folder + ": " + e.getMessage(), e);
        }
    }
}
