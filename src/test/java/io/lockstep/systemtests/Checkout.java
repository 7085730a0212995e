package io.lockstep.systemtests;

import java.nio.file.Path;

/** The files of the checkout under test, what the build made of them included. */
final class Checkout {
    static final Path ROOT = Path.of(System.getProperty("lockstep.checkout", "../.."))
            .toAbsolutePath()
            .normalize();
    static final Path APPLICATION_JAR = ROOT.resolve("driver/target/lockstep.jar");
    static final Path SPARK_JARS = ROOT.resolve("driver/target/spark/jars");
    /** What the tests write. */
    static final Path OUTPUT = ROOT.resolve("src/test/target");

    private Checkout() {}

    static String script(String name) {
        return ROOT.resolve("deploy").resolve(name).toString();
    }
}
