/** Modules, their initialisation and their state. */
@NullMarked
package io.lockstep.engine.nn;

import org.jspecify.annotations.NullMarked;
