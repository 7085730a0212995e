/** A TCP connection driven by Netty: the kernel puts arriving bytes straight where their receiver wants them. */
@NullMarked
package io.lockstep.comms.wire;

import org.jspecify.annotations.NullMarked;
