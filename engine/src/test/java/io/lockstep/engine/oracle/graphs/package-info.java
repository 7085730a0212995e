/** Whole graphs beside libtorch: reuse, branches, loops drawn at random, and gradients of gradients through them. */
package io.lockstep.engine.oracle.graphs;
