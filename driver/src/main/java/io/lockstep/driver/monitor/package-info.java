/** What a user sees and the metrics record while a run goes on. */
@NullMarked
package io.lockstep.driver.monitor;

import org.jspecify.annotations.NullMarked;
