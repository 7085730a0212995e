/** The options of a training run: one table that the command line, configuration files and checks are all read from. */
@NullMarked
package io.lockstep.worker.config;

import org.jspecify.annotations.NullMarked;
