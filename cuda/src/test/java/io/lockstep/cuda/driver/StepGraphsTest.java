package io.lockstep.cuda.driver;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever a step does, its kernels do what they would one by one; a step that repeats itself is a graph. */
final class StepGraphsTest {
    private static final int[] VALUES = {1, 2, 3, 4, 5};

    @ParameterizedTest
    @ValueSource(strings = {"async=late", "async=eager", "async=late order=reversed"})
    void theSecondStepIsAGraph(String mode) {
        try (TestGpu test = new TestGpu(mode)) {
            DeviceMemory x = test.ints(1);
            int expected = 1;
            for (int step = 0; step < 3; step++) {
                TestGpu.DRIVER.resetStatistics();
                step(test, x, VALUES);
                expected = TestGpu.appended(expected, VALUES);
                assertThat(TestGpu.ints(x)).containsExactly(expected);
                assertThat(TestGpu.DRIVER.statistic("launches")).isEqualTo(step == 0 ? VALUES.length : 0);
                assertThat(TestGpu.DRIVER.statistic("graph-launches")).isEqualTo(step == 0 ? 0 : 1);
                assertThat(TestGpu.DRIVER.statistic("kernels")).isEqualTo(VALUES.length);
            }
            assertThat(test.gpu.changedArguments()).isZero();
        }
    }

    private static void step(TestGpu test, DeviceMemory x, int... values) {
        test.gpu.beginStep();
        test.appendAll(x, values);
        test.gpu.endStep();
    }

    @Test
    void argumentsThatChangeAreChangedInTheGraph() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            int expected = 0;
            for (int step = 0; step < 4; step++) {
                int[] values = {1, 2, 10 * step, 4, 5}; // as a learning rate does
                step(test, x, values); // nobody waits in between
                expected = TestGpu.appended(expected, values);
            }
            assertThat(TestGpu.ints(x)).containsExactly(expected);
            assertThat(test.gpu.graphLaunches()).isEqualTo(3);
            assertThat(test.gpu.changedArguments()).isEqualTo(2);
        }
    }

    @Test
    void anotherStepIsLaunchedKernelByKernelAndGraphsComeBack() {
        int[][] steps = {VALUES, VALUES, {7, 6, 5, 4}, VALUES, VALUES, {1}, VALUES, {}, VALUES};
        boolean[] graphs = {false, true, false, false, true, false, true, false, true};
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            int expected = 0;
            for (int i = 0; i < steps.length; i++) {
                long before = test.gpu.graphLaunches();
                step(test, x, steps[i]);
                expected = TestGpu.appended(expected, steps[i]);
                assertThat(TestGpu.ints(x)).as("step %d", i).containsExactly(expected);
                assertThat(test.gpu.graphLaunches() - before).as("step %d", i).isEqualTo(graphs[i] ? 1 : 0);
            }
            assertThat(TestGpu.DRIVER.statistic("graphs")).isEqualTo(1);
        }
    }

    @Test
    void aReadInMidStepSeesWhatWasLaunchedBeforeAndNothingElse() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            int expected = 0;
            for (int step = 0; step < 4; step++) {
                test.gpu.beginStep();
                test.appendAll(x, VALUES);
                expected = TestGpu.appended(expected, VALUES);
                assertThat(TestGpu.ints(x)).containsExactly(expected);
                test.appendAll(x, 9, 8);
                x.write(0, TestGpu.bytes(step)); // too few kernels before it for a graph
                test.appendAll(x, 3, 3, 3, 3);
                test.gpu.endStep();
                expected = TestGpu.appended(step, 3, 3, 3, 3);
                assertThat(TestGpu.ints(x)).containsExactly(expected);
            }
            assertThat(test.gpu.graphLaunches()).isEqualTo(3 * 2);
        }
    }

    @Test
    void longStepsAreLaunchedAtOnce() {
        int[] values = IntStream.range(0, 3000).map(i -> i % 3).toArray();
        try (TestGpu test = new TestGpu("workers=1")) {
            DeviceMemory x = test.ints(0);
            step(test, x, values);
            step(test, x, values);
            assertThat(TestGpu.ints(x)).containsExactly(TestGpu.appended(TestGpu.appended(0, values), values));
            assertThat(test.gpu.graphLaunches()).isEqualTo(1);
        }
    }

    @Test
    void withoutGraphsTheSameComesOut() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            test.gpu.useGraphs(false);
            step(test, x, VALUES);
            step(test, x, VALUES);
            assertThat(TestGpu.ints(x)).containsExactly(TestGpu.appended(TestGpu.appended(0, VALUES), VALUES));
            assertThat(test.gpu.graphLaunches()).isZero();
        }
    }

    @Test
    void aStepThatEndsEarlyLeavesAUsableGpu() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            step(test, x, VALUES);
            step(test, x, VALUES);
            int expected = TestGpu.appended(TestGpu.appended(0, VALUES), VALUES);
            test.gpu.beginStep();
            test.appendAll(x, 1, 2, 3);
            test.gpu.endStep(); // as the scope of a step does when something was thrown in it
            expected = TestGpu.appended(expected, 1, 2, 3);
            TestGpu.DRIVER.resetStatistics();
            test.append(x, 0, 1);
            assertThat(TestGpu.DRIVER.statistic("launches"))
                    .as("outside of a step nothing is held back")
                    .isEqualTo(1);
            expected = TestGpu.appended(expected, 1);
            step(test, x, VALUES);
            step(test, x, VALUES);
            expected = TestGpu.appended(TestGpu.appended(expected, VALUES), VALUES);
            assertThat(TestGpu.ints(x)).containsExactly(expected);
        }
    }

    @Test
    void aLaunchThatIsRefusedIsNotTriedAgain() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            test.gpu.beginStep();
            test.appendAll(x, 1, 2);
            test.gpu
                    .launch("runtime_append")
                    .putAddress(0)
                    .putLong(0)
                    .threads(2000)
                    .run();
            test.appendAll(x, 3, 4);
            assertThatThrownBy(test.gpu::endStep)
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("kernel runtime_append, grid 1 x 1 x 1 of 2000 threads")
                    .hasMessageContaining("on cuda:0");
            test.append(x, 0, 5);
            assertThat(TestGpu.ints(x)).as("3 and 4 were forgotten").containsExactly(TestGpu.appended(0, 1, 2, 5));
            step(test, x, VALUES);
            step(test, x, VALUES);
            assertThat(test.gpu.graphLaunches()).isEqualTo(1);
        }
    }
}
