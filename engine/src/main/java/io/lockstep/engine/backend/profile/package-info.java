/** Where the time of a step goes: per operation, and kernel by kernel. */
@NullMarked
package io.lockstep.engine.backend.profile;

import org.jspecify.annotations.NullMarked;
