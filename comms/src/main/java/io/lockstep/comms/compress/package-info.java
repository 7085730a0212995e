/**
 * All-reduces of gradients with fewer bytes: half precision, eight bits, the largest elements only, low rank. Each method
 * says what is computed and what is exchanged, in which order; the communicator carries it out.
 */
@NullMarked
package io.lockstep.comms.compress;

import org.jspecify.annotations.NullMarked;
