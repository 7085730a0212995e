package io.lockstep.comms.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class TlsIdentityTest {
    private static final AttributeKey<SslHandler> TLS = AttributeKey.valueOf("tls");
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void theCertificateHoldsWhatX509WantsAndNothingElse() throws Exception {
        SelfSigned self = SelfSigned.create(RANDOM);
        self.certificate().verify(self.certificate().getPublicKey());
        self.certificate().checkValidity();
        assertThat(self.certificate().getVersion()).isEqualTo(3);
        assertThat(self.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(self.certificate().getSubjectX500Principal()).hasToString("CN=lockstep worker");
        assertThat(self.certificate().getCriticalExtensionOIDs()).isNull();
        assertThat(self.certificate()).isNotEqualTo(SelfSigned.create(RANDOM).certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void eachSideKnowsTheOther(SslProvider provider) throws SSLException {
        TlsIdentity dialer = TlsIdentity.create(RANDOM, provider);
        TlsIdentity acceptor = TlsIdentity.create(RANDOM, provider);
        EmbeddedChannel client = client(dialer, acceptor.fingerprint());
        EmbeddedChannel server = server(acceptor, dialer.fingerprint());
        shake(client, server);
        assertThat(tls(client).engine().getSession().getProtocol()).isEqualTo("TLSv1.3");

        client.writeOutbound(Unpooled.copiedBuffer("gradients", StandardCharsets.UTF_8));
        shake(client, server);
        ByteBuf arrived = server.readInbound();
        assertThat(arrived.toString(StandardCharsets.UTF_8)).isEqualTo("gradients");
        arrived.release();
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void theDialerRefusesAnotherCertificate(SslProvider provider) throws SSLException {
        TlsIdentity dialer = TlsIdentity.create(RANDOM, provider);
        TlsIdentity acceptor = TlsIdentity.create(RANDOM, provider);
        TlsIdentity between = TlsIdentity.create(RANDOM, provider);
        EmbeddedChannel client = client(dialer, acceptor.fingerprint());
        EmbeddedChannel server = server(between, dialer.fingerprint());
        shake(client, server);
        assertThat(tls(client).handshakeFuture().cause()).hasStackTraceContaining("stand between the two");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void theAcceptorRefusesAnotherCertificateAndNone(SslProvider provider) throws Exception {
        TlsIdentity dialer = TlsIdentity.create(RANDOM, provider);
        TlsIdentity acceptor = TlsIdentity.create(RANDOM, provider);
        TlsIdentity between = TlsIdentity.create(RANDOM, provider);
        EmbeddedChannel client = client(between, acceptor.fingerprint());
        EmbeddedChannel server = server(acceptor, dialer.fingerprint());
        shake(client, server);
        assertThat(tls(server).handshakeFuture().cause()).hasStackTraceContaining("stand between the two");

        EmbeddedChannel nobody = new EmbeddedChannel(SslContextBuilder.forClient()
                .trustManager(new PinnedCertificate(acceptor.fingerprint()))
                .endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3")
                .build()
                .newHandler(ByteBufAllocator.DEFAULT));
        EmbeddedChannel listening = server(acceptor, dialer.fingerprint());
        shake(nobody, listening);
        assertThat(tls(listening).handshakeFuture().isSuccess()).isFalse();
        assertThat(tls(listening).handshakeFuture().isDone()).isTrue();
    }

    @Test
    void fingerprintsDiffer() {
        TlsIdentity one = TlsIdentity.create(RANDOM);
        assertThat(one.fingerprint()).hasSize(32).isEqualTo(one.fingerprint());
        assertThat(Arrays.equals(one.fingerprint(), TlsIdentity.create(RANDOM).fingerprint()))
                .isFalse();
    }

    private static EmbeddedChannel client(TlsIdentity own, byte[] peer) throws SSLException {
        return channel(own.client(ByteBufAllocator.DEFAULT, peer));
    }

    private static EmbeddedChannel server(TlsIdentity own, byte[] peer) throws SSLException {
        return channel(own.server(ByteBufAllocator.DEFAULT, peer));
    }

    private static EmbeddedChannel channel(SslHandler handler) {
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        channel.attr(TLS).set(handler); // it leaves the pipeline when it fails
        return channel;
    }

    private static SslHandler tls(EmbeddedChannel channel) {
        return channel.attr(TLS).get();
    }

    /** Carries bytes to and fro until neither side has more to say. */
    private static void shake(EmbeddedChannel one, EmbeddedChannel other) {
        boolean moved = true;
        while (moved) {
            moved = carry(one, other);
            moved |= carry(other, one);
        }
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean moved = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved = true;
            if (!to.isOpen()) {
                bytes.release();
                continue;
            }
            try {
                to.writeInbound(bytes);
            } catch (Exception e) {
                assertThat(e).isInstanceOf(DecoderException.class); // the handshake's future tells the same
            }
        }
        return moved;
    }
}
