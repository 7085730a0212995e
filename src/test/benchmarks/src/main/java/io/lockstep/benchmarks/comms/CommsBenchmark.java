package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.entrant.Launch;
import io.lockstep.benchmarks.comms.entrant.PeerVersions;
import io.lockstep.benchmarks.comms.network.CongestionControl;
import io.lockstep.benchmarks.comms.network.Place;
import io.lockstep.benchmarks.comms.report.Report;
import io.lockstep.benchmarks.comms.report.Row;
import io.lockstep.benchmarks.comms.report.Setting;
import io.lockstep.benchmarks.report.Machine;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of the benchmark. For each number of ranks all contestants start; then, size after size, they warm up and have
 * their turns, round after round. Whoever fails is out until the next number of ranks; the others go on.
 */
final class CommsBenchmark {
    private final CommsSettings settings;
    private final Machine machine;
    private final Place place;
    private final Launch launch;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    CommsBenchmark(CommsSettings settings, Machine machine, Place place, Launch launch, Progress progress) {
        this.settings = settings;
        this.machine = machine;
        this.place = place;
        this.launch = launch;
        this.progress = progress;
    }

    /** @param command as the user gave it */
    Report run(String command) throws IOException, InterruptedException {
        takeNotes();
        for (int ranks : settings.ranks()) {
            List<Contestant> contestants = new ArrayList<>();
            try {
                start(ranks, contestants);
                for (long bytes : settings.sizes()) {
                    measure(ranks, bytes, contestants);
                }
            } finally {
                contestants.forEach(Contestant::close);
            }
        }
        progress.clear();
        return new Report(
                command,
                LocalDate.now(ZoneId.systemDefault()),
                machine,
                new Setting(
                        place.description(),
                        place.congestionControl(),
                        settings.rounds(),
                        settings.turn().toMillis()),
                PeerVersions.of(settings.entrants()),
                rows,
                notes,
                failures);
    }

    private void takeNotes() {
        if (place.congestionControl().equals(CongestionControl.PACING)) {
            note("TCP's congestion control is " + CongestionControl.PACING
                    + ", which paces loopback too: all are slower"
                    + " than they could be; run as root, or with sysctl net.ipv4.tcp_congestion_control="
                    + CongestionControl.DEFAULT);
        }
        int most = settings.mostRanks();
        if (most > machine.cores()) {
            note(most + " ranks share this machine's " + machine.cores()
                    + " core(s): they wait for each other as they would not on machines of their own");
        }
    }

    private void note(String note) {
        notes.add(note);
        progress.line("note: " + note);
    }

    private void start(int ranks, List<Contestant> contestants) throws IOException, InterruptedException {
        for (Entrant entrant : settings.entrants()) {
            progress.passing(ranks + " ranks: starting " + entrant.name());
            try {
                contestants.add(new Contestant(entrant, entrant.start(launch, ranks), System::nanoTime));
            } catch (BenchmarkException e) {
                fail(entrant.name() + " with " + ranks + " ranks", e);
            }
        }
    }

    private void measure(int ranks, long bytes, List<Contestant> contestants) throws InterruptedException {
        String title = ByteSize.text(bytes) + ", " + ranks + " ranks";
        forEach(contestants, title, contestant -> {
            progress.passing(title + ": " + contestant + " warms up");
            contestant.take(bytes);
            contestant.warmUp(settings.turn(), settings.turn().multipliedBy(2));
        });
        List<Double> goodputs = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            place.goodput(settings.turn()).ifPresent(goodputs::add);
            String now = title + ": round " + round + " of " + settings.rounds() + ", ";
            forEach(contestants, title, contestant -> {
                progress.passing(now + contestant);
                contestant.turn();
            });
        }
        if (!contestants.isEmpty()) {
            Row row = new Row(
                    ranks, bytes, contestants.stream().map(Contestant::score).toList(), goodputs);
            rows.add(row);
            progress.line(row.toString());
        }
    }

    private interface Action {
        void run(Contestant contestant) throws InterruptedException;
    }

    /** Whoever fails leaves. */
    private void forEach(List<Contestant> contestants, String title, Action action) throws InterruptedException {
        for (Contestant contestant : List.copyOf(contestants)) {
            try {
                action.run(contestant);
            } catch (BenchmarkException e) {
                fail(title, e);
                contestants.remove(contestant);
                contestant.close();
            }
        }
    }

    private void fail(String what, RuntimeException e) {
        failures.add(what + ": " + e.getMessage());
        progress.line("failed: " + what + ": " + e.getMessage());
    }
}
