/**
 * The tour of docs/engine.md: each method with a {@link io.lockstep.engine.tour.Row} is a snippet of it. The tests run all of
 * them, and hold the document against their source and what they print; {@code -Dlockstep.docs.write=true} writes it anew.
 */
package io.lockstep.engine.tour;
