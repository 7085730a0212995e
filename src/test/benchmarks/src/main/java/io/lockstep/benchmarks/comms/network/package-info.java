/** Where the ranks run: on this machine as it is, in a network of their own, or on emulated hosts. */
@NullMarked
package io.lockstep.benchmarks.comms.network;

import org.jspecify.annotations.NullMarked;
