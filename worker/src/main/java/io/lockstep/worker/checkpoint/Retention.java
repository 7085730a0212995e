package io.lockstep.worker.checkpoint;

import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Keeps the newest complete checkpoints of a folder and deletes the others, with what broken attempts left aside. */
record Retention(Path folder, FileSystem files, String success, int keep) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})");
    private static final String ASIDE = ".step-";

    void apply() throws IOException {
        NavigableMap<Long, Path> complete = new TreeMap<>();
        for (FileStatus entry : files.listStatus(folder)) {
            Path path = entry.getPath();
            Matcher name = NAME.matcher(path.getName());
            if (name.matches() && files.exists(new Path(path, success))) {
                complete.put(Long.parseLong(name.group(1)), path);
            } else if (path.getName().startsWith(ASIDE)) {
                files.delete(path, true);
            }
        }
        while (complete.size() > keep) {
            files.delete(complete.pollFirstEntry().getValue(), true);
        }
    }
}
