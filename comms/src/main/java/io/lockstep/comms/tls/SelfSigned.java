package io.lockstep.comms.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/**
 * A fresh key on the curve P-256 and a certificate that says nothing but its public half: TLS wants an envelope, and who
 * the key belongs to is said elsewhere. The JDK reads certificates but has no public way to make one; RFC 5280's form is
 * small enough to be written out, which spares a library.
 */
record SelfSigned(PrivateKey key, X509Certificate certificate) {
    /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ALGORITHM =
            Der.sequence(Der.identifier(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02));

    /** commonName, 2.5.4.3. */
    private static final byte[] NAME =
            Der.sequence(Der.set(Der.sequence(Der.identifier(0x55, 0x04, 0x03), Der.text("lockstep worker"))));

    /** Its life is that of the mesh, whatever the clocks say; 9999 is RFC 5280's "no end". */
    private static final byte[] VALIDITY = Der.sequence(Der.time("19700101000000Z"), Der.time("99991231235959Z"));

    private static final byte[] VERSION_3 = Der.optional0(Der.integer(2));

    static SelfSigned create(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] content = Der.sequence(
                    VERSION_3,
                    Der.integer(1),
                    ALGORITHM,
                    NAME,
                    VALIDITY,
                    NAME,
                    pair.getPublic().getEncoded());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate(), random);
            signature.update(content);
            byte[] encoded = Der.sequence(content, ALGORITHM, Der.bits(signature.sign()));
            return new SelfSigned(pair.getPrivate(), (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make keys for TLS: " + e.getMessage(), e);
        }
    }
}
