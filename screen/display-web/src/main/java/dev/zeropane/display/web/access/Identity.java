// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// Who we are, for those who connect by TLS: a certificate and its key.
public final class Identity {
    /// Older ones are broken.
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /// A group may read keys: Debian's has the name ssl-cert.
    private static final Set<PosixFilePermission> STRANGERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    /// The kinds of names in a certificate that hosts have (RFC 5280, 4.2.1.6).
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private final SSLContext context;
    private final List<String> names;

    private Identity(SSLContext context, List<String> names) {
        this.context = context;
        this.names = List.copyOf(names);
    }

    /// @param certificate a PEM file with the certificate, and those of who issued it after it
    /// @param key a PEM file with its private key, without a passphrase
    /// @throws AccessException if they cannot be read, or do not belong together
    public static Identity load(Path certificate, Path key) {
        List<Certificate> chain = chain(certificate);
        PublicKey owner = chain.getFirst().getPublicKey();
        PrivateKey secret =
                PrivateKeys.read(SecretFile.readSecret("key", key, STRANGERS), key, owner);
        try {
            if (!isOf(owner, secret)) {
                throw new AccessException(
                        "the key %s is not that of the certificate %s".formatted(key, certificate));
            }
            return new Identity(context(chain, secret), names(chain.getFirst()));
        } catch (GeneralSecurityException | IOException e) {
            throw new AccessException(
                    "the certificate %s cannot be used: %s".formatted(certificate, e.getMessage()));
        }
    }

    private static List<Certificate> chain(Path file) {
        Matcher blocks = CERTIFICATE.matcher(SecretFile.read("certificate", file));
        // A key may be between them.
        String pem = blocks.results().map(MatchResult::group).collect(Collectors.joining("\n"));
        try {
            List<Certificate> chain =
                    new ArrayList<>(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificates(
                                            new ByteArrayInputStream(
                                                    pem.getBytes(StandardCharsets.ISO_8859_1))));
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new AccessException(
                file
                        + " has no certificate that can be read: a PEM file has a line"
                        + " -----BEGIN CERTIFICATE-----");
    }

    private static boolean isOf(PublicKey owner, PrivateKey secret)
            throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(
                        switch (owner.getAlgorithm()) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> owner.getAlgorithm();
                        });
        byte[] anything = new byte[1];
        signature.initSign(secret);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(owner);
        signature.update(anything);
        return signature.verify(signed);
    }

    private static SSLContext context(List<Certificate> chain, PrivateKey secret)
            throws GeneralSecurityException, IOException {
        char[] none = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("zeropane", secret, none, chain.toArray(Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static List<String> names(Certificate certificate) throws CertificateException {
        Collection<List<?>> all =
                certificate instanceof X509Certificate x509
                        ? x509.getSubjectAlternativeNames()
                        : null;
        return Stream.ofNullable(all)
                .flatMap(Collection::stream)
                .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    /// The names and addresses of the host that the certificate is for; a name may begin with `*.`.
    public List<String> names() {
        return names;
    }

    /// The versions of TLS that are spoken.
    public static String[] protocols() {
        return PROTOCOLS.toArray(String[]::new);
    }

    /// For a server of another library, which may speak nothing but [#protocols].
    public SSLContext context() {
        return context;
    }

    /// The server's side of a connection.
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(protocols());
        return engine;
    }
}
