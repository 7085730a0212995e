/** Data sets of pictures in the formats that they are handed round in. */
@NullMarked
package io.lockstep.engine.data.vision;

import org.jspecify.annotations.NullMarked;
