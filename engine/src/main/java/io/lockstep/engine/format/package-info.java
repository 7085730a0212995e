/** File formats: safetensors for weights and idx for the MNIST family, both read with full validation. */
@NullMarked
package io.lockstep.engine.format;

import org.jspecify.annotations.NullMarked;
