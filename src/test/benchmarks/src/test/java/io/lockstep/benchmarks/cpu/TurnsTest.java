package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.report.Score;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Warming up and running in turn, with simulated contestants and a simulated clock. */
final class TurnsTest {
    private static final Task TASK = new Task(Network.LENET, Mode.TRAINING, Precision.FLOAT32, 2);
    private static final double NEVER = 1e9;

    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress =
            new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false, clock::get);

    @Test
    void whoComputesSomethingElseDoesNotCompete() throws Exception {
        Contestant ours = simulated(2.30);
        Contestant near =
                new SimulatedContestant(clock, step -> 1).withLoss(2.31).as(Engine.LIBTORCH_CONTIGUOUS);
        Contestant far =
                new SimulatedContestant(clock, step -> 1).withLoss(2.40).as(Engine.LIBTORCH_CHANNELS_LAST);

        assertThat(Start.await(List.of(ours, near))).isEqualTo(1e9);
        assertThatThrownBy(() -> Start.await(List.of(ours, near, far)))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContainingAll("2.3", "lockstep", "2.4", "libtorch channels-last");
        assertThatThrownBy(() -> Start.await(List.of(simulated(Double.NaN), simulated(Double.NaN))))
                .isInstanceOf(BenchmarkException.class);
    }

    @Test
    void warmingUpEndsWhenStepsTakeNoLonger() throws Exception {
        SimulatedContestant simulated = new SimulatedContestant(clock, step -> step < 6 ? 8.0 - step : 2.0);

        double seconds = new WarmUp(clock::get).run(simulated.as(Engine.LOCKSTEP), at(NEVER));

        assertThat(seconds).isEqualTo(2);
        // Seven faster and faster steps, the last of them as fast as any, and three that gain nothing.
        assertThat(simulated.asked()).hasSize(10).containsOnly("run 1 1");
    }

    @Test
    void shortStepsAreTimedManyAtATime() throws Exception {
        SimulatedContestant simulated = new SimulatedContestant(clock, step -> 0.004);
        Contestant contestant = simulated.as(Engine.LOCKSTEP);

        double seconds = new WarmUp(clock::get).run(contestant, at(NEVER));
        contestant.run(2);

        assertThat(seconds).isBetween(0.3, 0.31);
        assertThat(simulated.asked()).startsWith("run 1 1", "run 1 75").endsWith("run 2 75");
    }

    @Test
    void warmingUpKeepsItsDeadline() throws Exception {
        SimulatedContestant late = new SimulatedContestant(clock, step -> 10);
        SimulatedContestant restless = new SimulatedContestant(clock, step -> 100 * Math.pow(0.9, step));

        new WarmUp(clock::get).run(late.as(Engine.LOCKSTEP), at(5));
        new WarmUp(clock::get).run(restless.as(Engine.LOCKSTEP), at(NEVER));

        assertThat(late.asked()).as("the first step is never like the others").hasSize(2);
        assertThat(restless.asked()).hasSize(60);
    }

    @Test
    void contestantsRunInTurn() throws Exception {
        SimulatedContestant ours = new SimulatedContestant(clock, step -> 0.4);
        SimulatedContestant theirs = new SimulatedContestant(clock, step -> 0.5);
        List<Contestant> contestants = List.of(ours.as(Engine.LOCKSTEP), theirs.as(Engine.LIBTORCH_CONTIGUOUS));

        new Rounds(5, progress, clock::get).run(TASK, contestants, 0.5, at(NEVER));

        assertThat(ours.asked()).containsExactly("run 2 1", "run 2 1", "run 2 1");
        assertThat(theirs.asked()).isEqualTo(ours.asked());
        Score score = contestants.get(1).score();
        assertThat(score.timing().windows()).isEqualTo(6);
        assertThat(score.timing().median()).isEqualTo(0.5);
        assertThat(score.contestant()).isEqualTo("libtorch contiguous");
    }

    @Test
    void noRoundBeginsThatWouldEndAfterTheDeadline() throws Exception {
        SimulatedContestant ours = new SimulatedContestant(clock, step -> 10);
        List<Contestant> contestants = List.of(ours.as(Engine.LOCKSTEP));

        new Rounds(9, progress, clock::get).run(TASK, contestants, 10, at(35));

        assertThat(ours.asked()).hasSize(3);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("out of time after round 3 of 9");
    }

    @Test
    void oneRoundIsRunHoweverLate() throws Exception {
        SimulatedContestant ours = new SimulatedContestant(clock, step -> 10);

        new Rounds(9, progress, clock::get).run(TASK, List.of(ours.as(Engine.LOCKSTEP)), 10, at(0));

        assertThat(ours.asked()).hasSize(1);
    }

    @Test
    void aTurnOfShortWindowsHasSeveral() {
        assertThat(Rounds.windowsPerTurn(0.01)).isEqualTo(3);
        assertThat(Rounds.windowsPerTurn(0.4)).isEqualTo(2);
        assertThat(Rounds.windowsPerTurn(2)).isEqualTo(1);
    }

    @Test
    void aLossThatIsNotFiniteFails() throws Exception {
        Contestant contestant =
                new SimulatedContestant(clock, step -> 1).withLoss(Double.NaN).as(Engine.LIBTORCH_CHANNELS_LAST);
        contestant.run(1);

        assertThatThrownBy(contestant::score)
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContainingAll("libtorch channels-last", "NaN");
    }

    private Contestant simulated(double loss) {
        return new SimulatedContestant(clock, step -> 1).withLoss(loss).as(Engine.LOCKSTEP);
    }

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }
}
