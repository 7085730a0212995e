package io.lockstep.comms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the {@link Tuner} has found for a topology, in a folder of this user, so that the next job need not measure. */
final class TuningCache {
    private static final Logger log = LoggerFactory.getLogger(TuningCache.class);
    private static final int MAX_BYTES = 1000;

    private final Path folder;

    TuningCache(Path folder) {
        this.folder = folder;
    }

    /** The cache of the user whom this process belongs to. */
    static TuningCache ofUser() {
        String user = System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "_");
        return new TuningCache(Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "lockstep-tuning-" + user));
    }

    Optional<String> load(String topology) {
        Path file = file(topology);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(file).trim());
        } catch (IOException e) {
            log.debug("Cannot read {}", file, e);
            return Optional.empty();
        }
    }

    /** A cache that cannot be written costs the next job a second; it is no reason to fail. */
    void save(String topology, String selection) {
        Path file = file(topology);
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path aside = Files.createTempFile(folder, "new", null);
            Files.write(aside, selection.getBytes(StandardCharsets.UTF_8));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("Cannot write {}", file, e);
        }
    }

    private Path file(String topology) {
        return folder.resolve(topology.replaceAll("[^A-Za-z0-9._-]", "_"));
    }
}
