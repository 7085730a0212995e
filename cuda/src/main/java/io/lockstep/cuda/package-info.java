@NullMarked
package io.lockstep.cuda;

import org.jspecify.annotations.NullMarked;
