package io.lockstep.driver.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** {@code <out>/<name>/}: where a run keeps all it writes. */
public record RunFolder(Path path) {
    public Path config() {
        return new Path(path, "config.yaml");
    }

    public Path metrics() {
        return new Path(path, "metrics.jsonl");
    }

    public Path summary() {
        return new Path(path, "summary.json");
    }

    public Path curves() {
        return new Path(path, "curves.svg");
    }

    /** All checkpoints, complete or not, by step. */
    public List<Checkpoint> checkpoints(Folders folders) throws IOException {
        Path parent = new Path(path, Checkpoint.PARENT);
        List<Checkpoint> checkpoints = new ArrayList<>();
        try {
            for (FileStatus status : folders.of(parent).listStatus(parent)) {
                if (status.isDirectory()) {
                    Checkpoint.at(status.getPath()).ifPresent(checkpoints::add);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of(); // a run makes the folder with its first checkpoint
        }
        checkpoints.sort(Comparator.comparingLong(Checkpoint::step));
        return checkpoints;
    }

    /** The complete checkpoint of the most steps. */
    public Optional<Checkpoint> lastComplete(Folders folders) throws IOException {
        Optional<Checkpoint> last = Optional.empty();
        for (Checkpoint checkpoint : checkpoints(folders)) {
            if (checkpoint.isComplete(folders)) {
                last = Optional.of(checkpoint);
            }
        }
        return last;
    }

    /** Deletes the checkpoints of steps after {@code step}, because the run goes on from there another time. */
    public void rewind(long step, Folders folders) throws IOException {
        for (Checkpoint checkpoint : checkpoints(folders)) {
            if (checkpoint.step() > step) {
                folders.of(checkpoint.path()).delete(checkpoint.path(), true);
            }
        }
    }
}
