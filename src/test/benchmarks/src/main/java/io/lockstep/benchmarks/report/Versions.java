package io.lockstep.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Versions of what is compared, as the build knows them.
 *
 * @param lockstep this build
 * @param onednn the Java binding of oneDNN that Lockstep computes with; begins with oneDNN's own version
 * @param libtorch as PyTorch ships it
 * @param binding the Java binding of libtorch
 */
public record Versions(String lockstep, String onednn, String libtorch, String binding) {
    public static Versions ofBuild() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("the benchmarks lack versions.properties; build them again");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Versions(
                properties.getProperty("lockstep"),
                properties.getProperty("onednn"),
                properties.getProperty("libtorch"),
                properties.getProperty("binding"));
    }
}
