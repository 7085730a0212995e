package io.lockstep.comms.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Who a rank is in TLS 1.3: a key and a certificate made for one mesh. The other side knows it by its fingerprint, which
 * the proofs of the {@link io.lockstep.comms.join handshake} cover.
 *
 * <p>BoringSSL, which Spark brings for its own TLS, does the work where it loads, else the JDK.
 */
public final class TlsIdentity {
    private static final String TLS_1_3 = "TLSv1.3";

    /** The JDK would choose AES with keys of 256 bits; BoringSSL chooses by what the processor is fast at. */
    private static final List<String> JDK_CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

    private final SslProvider provider;
    private final SelfSigned self;
    private final byte[] fingerprint;

    private TlsIdentity(SslProvider provider, SelfSigned self) throws CertificateException {
        this.provider = provider;
        this.self = self;
        fingerprint = PinnedCertificate.fingerprint(self.certificate());
    }

    /** A new one. */
    public static TlsIdentity create(SecureRandom random) {
        return create(random, preferred());
    }

    static TlsIdentity create(SecureRandom random, SslProvider provider) {
        try {
            return new TlsIdentity(provider, SelfSigned.create(random));
        } catch (CertificateException e) {
            throw new IllegalStateException("a fresh certificate cannot be encoded", e);
        }
    }

    /** SHA-256 of the certificate. */
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /** What implements TLS here, in words. */
    public String implementation() {
        return provider == SslProvider.JDK ? "the JDK, which is slower than BoringSSL" : OpenSsl.versionString();
    }

    /** The dialer's end of a session with the rank of {@code peer}, a fingerprint. */
    public SslHandler client(ByteBufAllocator allocator, byte[] peer) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient().keyManager(self.key(), self.certificate());
        return handler(builder, allocator, peer);
    }

    /** The acceptor's end of a session with the rank of {@code peer}, a fingerprint. */
    public SslHandler server(ByteBufAllocator allocator, byte[] peer) throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(self.key(), self.certificate()).clientAuth(ClientAuth.REQUIRE);
        return handler(builder, allocator, peer);
    }

    /** A context for each session: what is to be trusted differs, and no session may be resumed without that check. */
    private SslHandler handler(SslContextBuilder builder, ByteBufAllocator allocator, byte[] peer) throws SSLException {
        builder.sslProvider(provider)
                .protocols(TLS_1_3)
                .trustManager(new PinnedCertificate(peer))
                .endpointIdentificationAlgorithm(null);
        if (provider == SslProvider.JDK) {
            builder.ciphers(JDK_CIPHERS);
        }
        SslContext context = builder.build();
        try {
            SslHandler handler = context.newHandler(allocator);
            // Whoever drives the handshake bounds it.
            handler.setHandshakeTimeoutMillis(0);
            return handler;
        } finally {
            ReferenceCountUtil.release(context); // the session holds it
        }
    }

    private static SslProvider preferred() {
        boolean boring = OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL_REFCNT);
        return boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }
}
