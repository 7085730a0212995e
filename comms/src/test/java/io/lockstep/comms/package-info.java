/** Tests of the mesh and its collectives, with ranks as threads of one process. */
@NullMarked
package io.lockstep.comms;

import org.jspecify.annotations.NullMarked;
