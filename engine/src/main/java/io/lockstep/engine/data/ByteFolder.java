package io.lockstep.engine.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** A folder of files, wherever it lies: the local disk, HDFS, memory. */
public interface ByteFolder {
    /** Path or address, for messages. */
    String name();

    /** Names of the folders right inside, sorted; fails if this folder does not exist. */
    List<String> folders() throws IOException;

    /** Names of the files right inside, sorted; fails if this folder does not exist. */
    List<String> files() throws IOException;

    /** A folder inside; {@code path} may have several parts, separated by {@code /}. */
    ByteFolder folder(String path);

    /** A file inside; {@code path} may have several parts, separated by {@code /}. */
    ByteSource file(String path);

    /** A folder on the local disk. */
    static ByteFolder local(Path path) {
        return new ByteFolder() {
            @Override
            public String name() {
                return path.toString();
            }

            @Override
            public List<String> folders() throws IOException {
                return list(Files::isDirectory);
            }

            @Override
            public List<String> files() throws IOException {
                return list(Files::isRegularFile);
            }

            @Override
            public ByteFolder folder(String inside) {
                return local(path.resolve(inside));
            }

            @Override
            public ByteSource file(String inside) {
                return ByteSource.file(path.resolve(inside));
            }

            private List<String> list(Predicate<Path> wanted) throws IOException {
                List<String> names = new ArrayList<>();
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                    for (Path entry : entries) {
                        if (wanted.test(entry)) {
                            names.add(entry.getFileName().toString());
                        }
                    }
                } catch (NoSuchFileException | NotDirectoryException e) {
                    FileNotFoundException missing =
                            new FileNotFoundException(path + ": no such folder; check the path of the data set");
                    missing.initCause(e);
                    throw missing;
                }
                Collections.sort(names);
                return names;
            }
        };
    }
}
