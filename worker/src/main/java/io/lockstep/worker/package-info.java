@NullMarked
package io.lockstep.worker;

import org.jspecify.annotations.NullMarked;
