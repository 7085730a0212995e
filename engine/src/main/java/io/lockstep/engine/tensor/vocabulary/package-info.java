/** The words that tensors understand, one interface per family; the only place where tensors look up to the operations. */
@NullMarked
package io.lockstep.engine.tensor.vocabulary;

import org.jspecify.annotations.NullMarked;
