package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.AllReduceTime;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Forecasts steps of any number of workers from runs on one and on two; {@code docs/scaling.md} explains each part:
 *
 * <ul>
 *   <li>computing: that of one worker, linear in the batch, plus what each byte sent costs it, as two workers show;
 *   <li>the slowest of P ranks: drawn from how steps of two workers scatter ({@link Jitter});
 *   <li>communication: latency and bandwidth by single all-reduces of two workers ({@link Network}), slices of the buckets
 *       one after the other, until the next forward pass needs them ({@link CommunicationLane}).
 * </ul>
 */
public final class CostModel {
    private final Mode mode;
    private final int batchSize;
    private final double fixedSeconds;
    private final double secondsPerImage;
    private final double secondsPerByte;
    private final Jitter jitter;
    private final CommunicationLane lane;
    private final Network network;

    /**
     * The model of an experiment.
     *
     * @param batchSize of one worker alone
     * @param alone runs of one worker on that batch
     * @param half runs of one worker on half of it; empty for weak scaling
     * @param pair runs of two workers
     */
    public CostModel(Mode mode, int batchSize, List<ScalingRun> alone, List<ScalingRun> half, List<ScalingRun> pair) {
        this.mode = mode;
        this.batchSize = batchSize;
        double whole = medianOf(alone).ownSeconds();
        double halved = half.isEmpty() ? whole : medianOf(half).ownSeconds();
        secondsPerImage = half.isEmpty() ? 0 : Math.max(0, (whole - halved) / (batchSize - batchSize / 2));
        fixedSeconds = whole - secondsPerImage * batchSize;
        ScalingRun two = medianOf(pair);
        jitter = Jitter.of(pair);
        lane = new CommunicationLane(
                two.ranks().get(0).slices(),
                shares(two, ComputeTimes::neededNanos),
                shares(two, ComputeTimes::readyNanos));
        network = Network.fit(medianProbes(pair));
        secondsPerByte = Math.max(0, two.ownSeconds() - ownWithoutTraffic(2)) / bytesSent(2);
    }

    /** That between the two workers. */
    public Network network() {
        return network;
    }

    /**
     * What to expect of {@code workers} on the network of the pair.
     *
     * @param crowding how many times as long computing and communication take than for the pair, since more workers share
     *     a host's cores
     */
    public Forecast forecast(int workers, double crowding) {
        return forecast(workers, crowding, network.sharedBy(crowding));
    }

    /** What to expect of {@code workers} on another network. */
    public Forecast forecast(int workers, double crowding, Network other) {
        double own = crowding * (ownWithoutTraffic(workers) + secondsPerByte * bytesSent(workers));
        double step = 0;
        double last = 0;
        double[] slowest = jitter.slowest(workers);
        for (double share : slowest) {
            last += share * own / slowest.length;
            step += lane.step(share * own, other, workers) / slowest.length;
        }
        double images = (double) mode.batchOf(batchSize, workers) * workers;
        return new Forecast(workers, images / step, step, own, step - last, last - own, lane.busy(other, workers));
    }

    private double ownWithoutTraffic(int workers) {
        return fixedSeconds + secondsPerImage * mode.batchOf(batchSize, workers);
    }

    /** By each of them in a ring; counted, since what goes through shared memory is not sent. */
    private double bytesSent(int workers) {
        return 2.0 * (workers - 1) / workers * lane.bytes();
    }

    /** The run whose speed is the median. */
    static ScalingRun medianOf(List<ScalingRun> runs) {
        List<ScalingRun> sorted = new ArrayList<>(runs);
        sorted.sort((a, b) -> Double.compare(a.imagesPerSecond(), b.imagesPerSecond()));
        return sorted.get(sorted.size() / 2);
    }

    /** When something befalls each bucket, as shares of what a step takes that never waits: the mean over the ranks of medians. */
    private static List<Double> shares(ScalingRun run, Function<ComputeTimes, List<Long>> times) {
        int buckets = run.ranks().get(0).compute().readyNanos().size();
        double[] shares = new double[buckets];
        for (Measured rank : run.ranks()) {
            ComputeTimes compute = rank.compute();
            double before = rank.steps().stream()
                    .mapToLong(CostModel::beforeForward)
                    .sorted()
                    .skip(rank.steps().size() / 2)
                    .findFirst()
                    .orElseThrow();
            for (int bucket = 0; bucket < buckets; bucket++) {
                double share = (before + times.apply(compute).get(bucket)) / (before + compute.nanos());
                shares[bucket] += Math.min(1, share) / run.workers();
            }
        }
        return Arrays.stream(shares).boxed().toList();
    }

    private static long beforeForward(StepTime step) {
        return step.ownNanos() - step.computeNanos();
    }

    /** Of each size the median over ranks and runs. */
    private static List<AllReduceTime> medianProbes(List<ScalingRun> runs) {
        Map<Long, List<Long>> nanosByBytes = new TreeMap<>();
        for (ScalingRun run : runs) {
            for (Measured rank : run.ranks()) {
                for (AllReduceTime probe : rank.probes()) {
                    nanosByBytes
                            .computeIfAbsent(probe.bytes(), bytes -> new ArrayList<>())
                            .add(probe.nanos());
                }
            }
        }
        List<AllReduceTime> medians = new ArrayList<>();
        nanosByBytes.forEach((bytes, nanos) -> medians.add(
                new AllReduceTime(bytes, nanos.stream().sorted().toList().get(nanos.size() / 2))));
        return medians;
    }
}
