@NullMarked
package io.lockstep.comms.plan;

import org.jspecify.annotations.NullMarked;
