package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the user wants measured.
 *
 * @param networks in the order of the results
 * @param precisions of training, in the order of the results
 * @param inference whether inference is measured too
 * @param threads numbers of threads, ascending
 * @param steps timed windows of each contestant in each row
 * @param quick whether the run must be over after a few minutes
 * @param untuned whether libtorch with the allocator's defaults takes part too
 * @param profile whether some more of our steps are profiled after each row
 * @param traces folder for a Chrome trace of each row
 * @param json file for the results, for programs
 * @param markdown file for the results, for people
 */
record Settings(
        List<Network> networks,
        List<Precision> precisions,
        boolean inference,
        List<Integer> threads,
        int steps,
        boolean quick,
        boolean untuned,
        boolean profile,
        Optional<Path> traces,
        Optional<Path> json,
        Optional<Path> markdown) {

    int mostThreads() {
        return threads.get(threads.size() - 1);
    }
}
