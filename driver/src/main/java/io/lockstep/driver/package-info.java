/** The Spark application: command line, checks before anything starts, and the commands themselves. */
@NullMarked
package io.lockstep.driver;

import org.jspecify.annotations.NullMarked;
