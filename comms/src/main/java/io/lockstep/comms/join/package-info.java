/** How the ranks of a job find each other and prove that they belong to it, before any payload flows. */
@NullMarked
package io.lockstep.comms.join;

import org.jspecify.annotations.NullMarked;
