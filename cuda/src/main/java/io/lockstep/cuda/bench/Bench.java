package io.lockstep.cuda.bench;

import io.lockstep.cuda.command.Devices;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.GpuFacts;
import io.lockstep.cuda.driver.GpuOutOfMemoryException;
import io.lockstep.cuda.kernel.CudaBackend;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Measures part after part, prints what was measured as soon as it is, and writes it after each part, so that a run that is cut short
 * leaves what it has. Lockstep's own parts take half of the time at most, and PyTorch, which compiles, the rest.
 */
final class Bench {
    private static final double OWN_SHARE = 0.5;
    private static final int MILLIS_PER_MINUTE = 60_000;

    private final Plan plan;
    private final Path folder;
    private final PrintStream out;
    private final Results results = new Results();
    private final Deadline all;
    private final Deadline own;
    private String withoutPeer = "PyTorch was not asked for";

    Bench(Plan plan, Path folder, PrintStream out) {
        this.plan = plan;
        this.folder = folder;
        this.out = out;
        long millis = (long) plan.minutes() * MILLIS_PER_MINUTE;
        all = new Deadline(Duration.ofMillis(millis));
        own = plan.parts().contains("peer") ? new Deadline(Duration.ofMillis((long) (millis * OWN_SHARE))) : all;
    }

    Results results() {
        return results;
    }

    /** Why there is nothing to compare with. */
    String withoutPeer() {
        return withoutPeer;
    }

    void run() throws IOException {
        if (isEmulated()) {
            note("emulated driver: times say nothing");
        }
        if (plan.parts().contains("convolutions")) {
            convolutions();
            write();
        }
        if (plan.parts().contains("overlap")) {
            overlap();
            write();
        }
        if (plan.parts().contains("steps")) {
            steps();
            write();
        }
        if (plan.parts().contains("peer")) {
            peer();
            write();
        }
    }

    private boolean isEmulated() {
        return Devices.isEmulated(facts());
    }

    private GpuFacts facts() {
        return Gpu.all().get(plan.device());
    }

    private void convolutions() {
        try (CudaBackend backend = new CudaBackend(Gpu.open(plan.device()))) {
            ConvolutionTimes times = new ConvolutionTimes(backend, plan);
            for (Precision precision : plan.precisions()) {
                for (Map.Entry<ConvolutionWork, Integer> entry :
                        plan.convolutions().entrySet()) {
                    if (own.isOver()) {
                        note("time was over before the convolutions in " + precision.word() + " from " + entry.getKey()
                                + " on");
                        return;
                    }
                    times.measure(entry.getKey(), entry.getValue(), precision, this::take);
                }
            }
        } catch (GpuOutOfMemoryException e) {
            note("convolutions: " + e.getMessage());
        }
    }

    private void overlap() throws IOException {
        if (own.isOver()) {
            note("time was over before the copies");
            return;
        }
        take(CopySpeed.measure(plan));
        String model = plan.models().get(0);
        Precision precision = plan.precisions().get(0);
        try {
            Overlap.Result result = new Overlap(plan).measure(model, precision, plan.overlapBatch());
            result.bars().forEach(out::println);
            take(result.measurement());
            String title = "three steps of " + model + ", " + precision.word() + ", batch " + plan.overlapBatch();
            Files.writeString(folder.resolve("timeline.svg"), TimelineDrawing.svg(title, result.bars()));
        } catch (GpuOutOfMemoryException e) {
            note("copies beside steps of " + model + ": " + e.getMessage());
        }
    }

    private void steps() {
        StepTimes times = new StepTimes(plan);
        for (Precision precision : plan.precisions()) {
            for (String model : plan.models()) {
                for (int batch : plan.batches()) {
                    for (boolean graphs : new boolean[] {true, false}) {
                        if (own.isOver()) {
                            note("time was over before steps of " + model + " in " + precision.word() + ", batch "
                                    + batch);
                            return;
                        }
                        step(times, model, precision, batch, graphs);
                    }
                }
            }
        }
    }

    private void step(StepTimes times, String model, Precision precision, int batch, boolean graphs) {
        try {
            take(times.measure(model, precision, batch, graphs));
        } catch (GpuOutOfMemoryException e) {
            note(model + " in " + precision.word() + ", batch " + batch + ", does not fit: " + e.getMessage());
        }
    }

    private void peer() {
        Path home = Path.of(System.getProperty("lockstep.bundle", "."));
        Peer peer = new Peer(plan, home.resolve("bench/peer.py"), "python3");
        Peer.Probe probe = peer.probe();
        note(probe.words());
        withoutPeer = probe.works() ? "PyTorch measured nothing that Lockstep did" : probe.words();
        if (probe.works()) {
            peer.measure(
                    all.left(),
                    measurement -> {
                        results.addPeer(measurement);
                        out.println("pytorch " + measurement.toJson());
                    },
                    line -> out.println("pytorch: " + line));
        }
    }

    private void take(Measurement measurement) {
        results.add(measurement);
        out.println(measurement.toJson());
        out.flush();
    }

    private void note(String note) {
        results.note(note);
        out.println(note);
    }

    private void write() throws IOException {
        List<String> heading = List.of(
                "# gpu-bench",
                Devices.describe(facts()) + "; " + LocalDate.now(ZoneOffset.UTC) + "; " + plan.minutes()
                        + " minutes at most");
        Files.writeString(folder.resolve("results.md"), Report.of(results, heading));
        Files.writeString(folder.resolve("results.jsonl"), results.toJsonLines());
    }
}
