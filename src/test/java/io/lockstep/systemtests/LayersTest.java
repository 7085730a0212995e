package io.lockstep.systemtests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Who may know whom, as docs/design.md has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LayersTest {
    private static final String ENGINE = "io.lockstep.engine..";
    private static final String COMMS = "io.lockstep.comms..";
    private static final String CUDA = "io.lockstep.cuda..";
    private static final String WORKER = "io.lockstep.worker..";
    private static final String WORKER_ON_SPARK = "io.lockstep.worker.spark..";
    private static final String DRIVER = "io.lockstep.driver..";
    private static final String BENCHMARKS = "io.lockstep.benchmarks..";
    /** The JDK, logging and annotations: free to all. */
    private static final String[] EVERYWHERE = {"java..", "javax..", "org.slf4j..", "org.jspecify.annotations.."};

    private static final String[] SPARK = {"org.apache.spark..", "scala..", "com.esotericsoftware.kryo.."};

    private final JavaClasses lockstep = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "io.lockstep.engine",
                    "io.lockstep.comms",
                    "io.lockstep.cuda",
                    "io.lockstep.worker",
                    "io.lockstep.driver",
                    "io.lockstep.benchmarks");

    @Test
    void engineKnowsItsBindingOnly() {
        knowsOnly(
                ENGINE,
                "org.bytedeco..",
                "com.sun.jna..",
                "com.fasterxml.jackson..",
                "jdk.incubator.vector..",
                "org.ejml..",
                "org.apache.commons.numbers.gamma..");
    }

    @Test
    void commsKnowsNettyAndItsOwnKryoOnly() {
        knowsOnly(COMMS, "io.netty..", "com.esotericsoftware.kryo.kryo5..", "jdk.incubator.vector..");
    }

    @Test
    void cudaKnowsTheEngineAndJcudaOnly() {
        knowsOnly(CUDA, ENGINE, "jcuda..");
    }

    @Test
    void workerKnowsEngineCommsAndHadoopOnly() {
        classes()
                .that()
                .resideInAPackage(WORKER)
                .and()
                .resideOutsideOfPackage(WORKER_ON_SPARK)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed(WORKER, ENGINE, COMMS, "org.apache.hadoop..", "com.fasterxml.jackson.."))
                .check(lockstep);
    }

    @Test
    void onePackageOfTheWorkerKnowsSpark() {
        String[] hadoopAndSpark = Stream.concat(Stream.of(SPARK), Stream.of("org.apache.hadoop..", WORKER, COMMS))
                .toArray(String[]::new);
        knowsOnly(WORKER_ON_SPARK, hadoopAndSpark);
    }

    @Test
    void driverKnowsTheWorkerAndSpark() {
        noClasses()
                .that()
                .resideInAPackage(DRIVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, COMMS, CUDA, "io.netty..", "org.bytedeco..", "jcuda..")
                .check(lockstep);
    }

    @Test
    void benchmarksKnowWhatTheyMeasureOnly() {
        knowsOnly(
                BENCHMARKS,
                ENGINE,
                COMMS,
                "org.bytedeco..",
                "picocli..",
                "com.fasterxml.jackson..",
                "org.apache.spark..",
                "scala..",
                // the JDK's counters of memory
                "com.sun.management..");
    }

    @ParameterizedTest
    @ValueSource(strings = {DRIVER, BENCHMARKS})
    void nobodyKnowsTheTop(String top) {
        noClasses()
                .that()
                .resideOutsideOfPackage(top)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(top)
                .check(lockstep);
    }

    /** Inside the engine nothing looks up: {@code tensor <- autograd <- ops <- nn <- models}, {@code optim -> tensor}; training knows all. */
    @ParameterizedTest
    @CsvSource({
        "backend, tensor",
        "backend, autograd",
        "backend, ops",
        "backend, nn",
        "backend, models",
        "backend, optim",
        "tensor, autograd",
        "tensor, ops",
        "tensor, nn",
        "tensor, models",
        "tensor, optim",
        "autograd, ops",
        "autograd, nn",
        "autograd, models",
        "autograd, optim",
        "ops, nn",
        "ops, models",
        "ops, optim",
        "nn, models",
        "nn, optim",
        "optim, nn",
        "optim, models",
        "backend, training",
        "format, training",
        "tensor, training",
        "autograd, training",
        "ops, training",
        "nn, training",
        "models, training",
        "optim, training",
        "data, training",
        "training.metric, optim",
        "training.metric, data",
        "training.metric, models"
    })
    void engineLooksDownOnly(String lower, String upper) {
        noClasses()
                .that()
                .resideInAPackage("io.lockstep.engine." + lower + "..")
                // The tensor's vocabulary: default methods that delegate to the operations, by design.
                .and()
                .resideOutsideOfPackage("io.lockstep.engine.tensor.vocabulary..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lockstep.engine." + upper + "..")
                .allowEmptyShould(true)
                .check(lockstep);
    }

    private void knowsOnly(String module, String... others) {
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of(module), Stream.of(allowed(others)))
                        .toArray(String[]::new))
                .check(lockstep);
    }

    private static String[] allowed(String... others) {
        return Stream.concat(Stream.of(EVERYWHERE), Stream.of(others)).toArray(String[]::new);
    }
}
