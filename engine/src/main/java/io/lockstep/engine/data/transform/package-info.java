/** Transforms of single uint8 images, seeded per sample so that they do not depend on worker or thread. */
@NullMarked
package io.lockstep.engine.data.transform;

import org.jspecify.annotations.NullMarked;
