package io.lockstep.comms.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Speaks TLS 1.3 with a key of its own, and trusts everybody. */
public final class Impostor {
    private final SSLContext context;

    public Impostor() throws GeneralSecurityException, IOException {
        SelfSigned self = SelfSigned.create(new SecureRandom());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", self.key(), new char[0], new X509Certificate[] {self.certificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        context = SSLContext.getInstance("TLSv1.3");
        context.init(managers.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    }

    /** One end of a session over {@code socket}; fails if the other end refuses it. */
    public SSLSocket handshake(Socket socket, boolean client) throws IOException {
        SSLSocket end = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        end.setUseClientMode(client);
        end.setEnabledProtocols(new String[] {"TLSv1.3"});
        end.setNeedClientAuth(true);
        end.startHandshake();
        return end;
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
