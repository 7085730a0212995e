package io.lockstep.worker.checkpoint;

import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.Safetensors;
import io.lockstep.engine.format.SafetensorsFile;
import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints of a run, {@code checkpoints/step-<n>}. One is written under a name aside, renamed when it is whole,
 * and counts only once it holds {@code _SUCCESS}.
 */
public final class Checkpoints {
    private static final String MODEL = "model.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "state.json";
    private static final String SUCCESS = "_SUCCESS";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;
    private final FileSystem files;
    private final Retention retention;

    /**
     * @param runFolder the run's folder
     * @param keep how many complete checkpoints stay, the newest ones
     */
    public Checkpoints(String runFolder, int keep, Configuration hadoop) throws IOException {
        folder = new Path(runFolder, "checkpoints");
        files = folder.getFileSystem(hadoop);
        retention = new Retention(folder, files, SUCCESS, keep);
    }

    /**
     * Writes a checkpoint, in place of an older one of the same step, and deletes those no longer kept.
     *
     * @return its path
     */
    public String write(Snapshot snapshot) throws IOException {
        return complete(begin(snapshot.state().globalStep()), snapshot);
    }

    /** Makes the folder aside in which a checkpoint of {@code step} is written, and returns its path. */
    public String begin(long step) throws IOException {
        Path aside = new Path(folder, "." + name(step) + ".tmp-" + UUID.randomUUID());
        files.mkdirs(aside);
        return aside.toString();
    }

    /** Writes what only {@code rank} knows, its residuals, into the folder that {@link #begin} made. */
    public void writeResiduals(String aside, int rank, Map<String, HostArray> residuals) throws IOException {
        writeTensors(new Path(aside, residuals(rank)), residuals);
    }

    /** Writes the rest of a checkpoint begun as {@code begun}, and puts it in its place, as {@link #write}. */
    public String complete(String begun, Snapshot snapshot) throws IOException {
        Path aside = new Path(begun);
        Path target = new Path(folder, name(snapshot.state().globalStep()));
        writeTensors(new Path(aside, MODEL), snapshot.model());
        writeTensors(new Path(aside, OPTIMIZER), snapshot.optimizer());
        try (OutputStream out = files.create(new Path(aside, STATE))) {
            out.write(Json.pretty(snapshot.state()).getBytes(StandardCharsets.UTF_8));
        }
        files.delete(target, true); // a rename onto a folder would move into it
        if (!files.rename(aside, target)) {
            throw new IOException("cannot rename " + aside + " to " + target);
        }
        files.create(new Path(target, SUCCESS)).close();
        retention.apply();
        return target.toString();
    }

    /**
     * Reads a complete checkpoint.
     *
     * @throws LockstepException if it is incomplete or damaged
     */
    public static Snapshot read(String checkpoint, Configuration hadoop) throws IOException {
        Path path = new Path(checkpoint);
        FileSystem files = path.getFileSystem(hadoop);
        if (!files.exists(new Path(path, SUCCESS))) {
            throw new LockstepException(
                    checkpoint + " is not a complete checkpoint (it has no _SUCCESS); take another of the run");
        }
        try {
            return new Snapshot(
                    readState(new Path(path, STATE), files),
                    readTensors(new Path(path, MODEL), files),
                    readTensors(new Path(path, OPTIMIZER), files));
        } catch (CorruptFileException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        } catch (FileNotFoundException e) {
            throw new LockstepException(
                    "the checkpoint " + checkpoint + " lacks a file, " + e.getMessage() + "; take another of the run",
                    e);
        }
    }

    /**
     * Reads the residuals of {@code rank} from a checkpoint that has them.
     *
     * @throws LockstepException if they are missing or damaged
     */
    public static Map<String, HostArray> readResiduals(String checkpoint, int rank, Configuration hadoop)
            throws IOException {
        Path path = new Path(checkpoint, residuals(rank));
        try {
            return readTensors(path, path.getFileSystem(hadoop));
        } catch (CorruptFileException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        } catch (FileNotFoundException e) {
            throw new LockstepException(
                    "the checkpoint " + checkpoint + " lacks " + path.getName()
                            + ", what the gradient compression of worker " + rank
                            + " had left out; take another of the run, or change --gradient-compression",
                    e);
        }
    }

    private static String name(long step) {
        return "step-" + step;
    }

    private static String residuals(int rank) {
        return "compression-" + rank + ".safetensors";
    }

    private void writeTensors(Path file, Map<String, HostArray> tensors) throws IOException {
        try (OutputStream out = new BufferedOutputStream(files.create(file), BUFFER_BYTES)) {
            Safetensors.write(out, new SafetensorsFile(tensors, Map.of("format", "pt")));
        }
    }

    private static Map<String, HostArray> readTensors(Path file, FileSystem files) throws IOException {
        long length = files.getFileStatus(file).getLen();
        try (InputStream in = new BufferedInputStream(files.open(file), BUFFER_BYTES)) {
            return Safetensors.read(file.toString(), in, length).tensors();
        }
    }

    private static TrainingState readState(Path file, FileSystem files) throws IOException {
        try (InputStream in = files.open(file)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), TrainingState.class);
        } catch (IllegalArgumentException e) {
            throw new LockstepException(file + " is damaged; take another checkpoint of the run", e);
        }
    }
}
