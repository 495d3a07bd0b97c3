// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// The client's side of VeNCrypt, step by step, so that a test can stop after any.
final class VeNCryptClient implements AutoCloseable {
    static final int X509_VNC = 261;
    static final int X509_PLAIN = 262;

    private final Socket socket;
    DataInputStream in;
    DataOutputStream out;
    private SSLSocket tls;

    private VeNCryptClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /// It has chosen VeNCrypt 0.2, and knows what there is.
    static VeNCryptClient offered(int port, int minor) throws IOException {
        VeNCryptClient client = new VeNCryptClient(RfbClient.socket(port));
        client.expect(12, "52464220303033 2e3030380a");
        client.out.writeBytes("RFB 003.00" + minor + "\n");
        client.expect(2, "0113");
        client.out.writeByte(19);
        client.expect(2, "0002");
        client.out.writeShort(2);
        client.expect(10, "00 02 00000106 00000105");
        return client;
    }

    void expect(int count, String hex) throws IOException {
        String got = HexFormat.of().formatHex(in.readNBytes(count));
        if (!got.equals(hex.replace(" ", ""))) {
            throw new IOException("expected " + hex + ", got " + got);
        }
    }

    VeNCryptClient choose(int subtype) throws IOException {
        out.writeInt(subtype);
        expect(1, "01");
        return this;
    }

    /// @param protocol of TLS, if not any
    VeNCryptClient tls(String... protocol) throws IOException {
        tls = (SSLSocket) trusting().getSocketFactory().createSocket(socket, "localhost", 1, true);
        if (protocol.length > 0) {
            tls.setEnabledProtocols(protocol);
        }
        tls.startHandshake();
        in = new DataInputStream(tls.getInputStream());
        out = new DataOutputStream(tls.getOutputStream());
        return this;
    }

    SSLSocket socket() {
        return tls;
    }

    /// Trusts the certificate of the tests alone.
    static SSLContext trusting() {
        try (InputStream pem =
                VeNCryptClient.class.getResourceAsStream("access/ec-certificate.pem")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    VeNCryptClient plain(String password) throws IOException {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        out.writeInt(3);
        out.writeInt(bytes.length);
        out.writeBytes("any");
        out.write(bytes);
        return this;
    }

    VeNCryptClient answer(String password) throws IOException {
        byte[] key = Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), 8);
        for (int i = 0; i < 8; i++) {
            key[i] = (byte) (Integer.reverse(key[i]) >>> 24);
        }
        try {
            Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            out.write(des.doFinal(in.readNBytes(16)));
            return this;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// What the server says of it: nothing if it is right.
    String result() throws IOException {
        return in.readInt() == 0
                ? ""
                : new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /// Looks, as it may.
    RfbClient begin() throws IOException {
        RfbClient client = new RfbClient(tls);
        client.begin();
        return client;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
