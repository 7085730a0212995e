package io.lockstep.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What spark-submit ships, and what stands beside it. */
final class ApplicationJarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/apache/spark/",
                "org/apache/hadoop/",
                "scala/",
                "io/netty/",
                "com/esotericsoftware/kryo/Kryo.class",
                "META-INF/native/libnetty_tcnative",
                "com/fasterxml/",
                "org/slf4j/",
                "org/apache/logging/",
                "org/junit/",
                "org/bytedeco/pytorch/",
                "org/bytedeco/openblas/",
                "module-info.class"
            })
    void leavesOutWhatSparkOrTheTestsBring(String forbidden) throws IOException {
        assertThat(entries()).noneMatch(name -> name.startsWith(forbidden));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io/lockstep/driver/Main.class",
                "org/bytedeco/dnnl/linux-x86_64/libdnnl.so.3",
                "org/bytedeco/opencl/linux-x86_64/libOpenCL.so.1",
                "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
                "jcuda/driver/JCudaDriver.class",
                "com/esotericsoftware/kryo/kryo5/Kryo.class",
                "picocli/CommandLine.class"
            })
    void bringsWhatLockstepNeeds(String expected) throws IOException {
        assertThat(entries()).contains(expected);
    }

    @Test
    void isStartedByItsMainClass() throws IOException {
        try (JarFile jar = new JarFile(Checkout.APPLICATION_JAR.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.lockstep.driver.Main");
        }
    }

    @Test
    void sparkStandsBesideItWithoutLockstep() throws IOException {
        try (Stream<Path> jars = Files.list(Checkout.SPARK_JARS)) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("spark-core_"))
                    .anyMatch(name -> name.startsWith("netty-handler-"))
                    .anyMatch(name -> name.startsWith("netty-tcnative-boringssl-static-"))
                    .anyMatch(name -> name.startsWith("jackson-databind-"))
                    .anyMatch(name -> name.startsWith("slf4j-api-"))
                    .noneMatch(name -> name.startsWith("lockstep") || name.startsWith("dnnl"));
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(Checkout.APPLICATION_JAR.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
