/** What the programs of the portable bundle share: options, and what to say where there is no GPU. */
@NullMarked
package io.lockstep.cuda.command;

import org.jspecify.annotations.NullMarked;
