@NullMarked
package io.lockstep.driver;

import org.jspecify.annotations.NullMarked;
