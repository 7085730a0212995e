/** What a contestant and its referee say to each other, a line each. */
@NullMarked
package io.lockstep.benchmarks.protocol;

import org.jspecify.annotations.NullMarked;
