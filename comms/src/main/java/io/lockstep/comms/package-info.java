@NullMarked
package io.lockstep.comms;

import org.jspecify.annotations.NullMarked;
