package io.lockstep.benchmarks.operations;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user wants measured.
 *
 * @param names found in the names of the operations to measure
 * @param elements of most operands
 * @param threads of both engines
 * @param rounds timed turns of each engine for each operation
 * @param quick whether to warm up only briefly
 * @param json file for the results, for programs
 * @param markdown file for the results, for people
 */
record OperationsSettings(
        Pattern names,
        int elements,
        int threads,
        int rounds,
        boolean quick,
        Optional<Path> json,
        Optional<Path> markdown) {}
