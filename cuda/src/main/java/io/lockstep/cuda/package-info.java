/** GPUs through JCuda: so far what is there, and why it cannot be used. */
@NullMarked
package io.lockstep.cuda;

import org.jspecify.annotations.NullMarked;
