@NullMarked
package io.lockstep.comms.compress;

import org.jspecify.annotations.NullMarked;
