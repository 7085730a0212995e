/** The catalogue of networks. */
@NullMarked
package io.lockstep.engine.models;

import org.jspecify.annotations.NullMarked;
