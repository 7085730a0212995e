/** Random numbers as pure functions of a key and a position: the same on every machine, thread and worker count. */
@NullMarked
package io.lockstep.engine.random;

import org.jspecify.annotations.NullMarked;
