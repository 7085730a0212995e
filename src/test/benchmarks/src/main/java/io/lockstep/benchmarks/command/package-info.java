/** What the commands of all benchmarks share: their processes, their progress, their mistakes. */
@NullMarked
package io.lockstep.benchmarks.command;

import org.jspecify.annotations.NullMarked;
