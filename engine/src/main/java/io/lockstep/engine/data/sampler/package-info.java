/** Which samples an epoch shows, and in what order: pure functions of seed and epoch. */
@NullMarked
package io.lockstep.engine.data.sampler;

import org.jspecify.annotations.NullMarked;
