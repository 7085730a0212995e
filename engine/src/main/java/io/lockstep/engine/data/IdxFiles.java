package io.lockstep.engine.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of the two idx files of one split of a data set of the MNIST family, within their folder.
 *
 * @param images file of the images
 * @param labels file of the labels
 */
public record IdxFiles(String images, String labels) {
    /** Says whether a file exists in the folder of the data set. */
    @FunctionalInterface
    public interface Lookup {
        boolean exists(String name) throws IOException;
    }

    /**
     * Finds the files under the names that MNIST and its kin are handed round with, compressed or not.
     *
     * @throws FileNotFoundException if one is missing; the message lists the names tried
     */
    public static IdxFiles find(Split split, Lookup folder) throws IOException {
        String prefix = split == Split.TRAIN ? "train" : "t10k";
        return new IdxFiles(find(prefix, "images", 3, folder), find(prefix, "labels", 1, folder));
    }

    private static String find(String prefix, String content, int dimensions, Lookup folder) throws IOException {
        List<String> tried = new ArrayList<>();
        for (String separator : List.of("-", ".")) {
            for (String compression : List.of(".gz", "")) {
                String name = prefix + "-" + content + separator + "idx" + dimensions + "-ubyte" + compression;
                if (folder.exists(name)) {
                    return name;
                }
                tried.add(name);
            }
        }
        throw new FileNotFoundException("the data set's folder holds no " + prefix + " " + content
                + ": expected one of " + String.join(", ", tried) + "; check the path of the data set");
    }
}
