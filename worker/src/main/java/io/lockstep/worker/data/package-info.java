/** The data sets that workers read, out of any of Hadoop's file systems. */
@NullMarked
package io.lockstep.worker.data;

import org.jspecify.annotations.NullMarked;
