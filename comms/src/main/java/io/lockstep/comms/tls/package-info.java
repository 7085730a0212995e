/** The key and the certificate that a rank shows in TLS, and how it knows those of another rank. */
@NullMarked
package io.lockstep.comms.tls;

import org.jspecify.annotations.NullMarked;
