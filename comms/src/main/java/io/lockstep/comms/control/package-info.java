/** Control messages between ranks: rare, small, of few classes. */
@NullMarked
package io.lockstep.comms.control;

import org.jspecify.annotations.NullMarked;
