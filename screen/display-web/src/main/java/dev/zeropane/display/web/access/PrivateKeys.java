// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Private keys in PEM files, of the three kinds that OpenSSL writes without a passphrase: PKCS#8
/// ("PRIVATE KEY"), PKCS#1 ("RSA PRIVATE KEY") and SEC 1 ("EC PRIVATE KEY", RFC 5915). The JDK
/// reads the first. The others lack the name of the algorithm, which the certificate has.
final class PrivateKeys {
    private static final Pattern BEGIN =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{0,30}PRIVATE KEY)-----");

    private static final int INTEGER = 2;
    private static final int OCTET_STRING = 4;
    private static final int SEQUENCE = 0x30;
    private static final int LONG_FORM = 0x80;
    private static final int BYTE_BITS = 8;
    private static final int BYTE_MASK = 0xff;

    private PrivateKeys() {}

    /// @param file where it is from, for messages
    /// @param owner the public key that it should belong to
    /// @throws AccessException if there is none, or it is of another kind
    static PrivateKey read(String pem, Path file, PublicKey owner) {
        Matcher begin = BEGIN.matcher(pem);
        if (!begin.find()) {
            throw new AccessException(
                    file
                            + " has no private key: a PEM file has a line -----BEGIN PRIVATE KEY-----");
        }
        String kind = begin.group(1);
        if (kind.equals("ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new AccessException(
                    "the key %s has a passphrase; openssl pkey -in %s -out FILE writes it without"
                            .formatted(file, file));
        }
        int end = pem.indexOf("-----END " + kind + "-----", begin.end());
        if (end < 0) {
            throw new AccessException("the key " + file + " is cut short: it has no END line");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin.end(), end));
            byte[] pkcs8 = kind.equals("PRIVATE KEY") ? der : named(der, owner);
            return KeyFactory.getInstance(owner.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new AccessException(
                    "the key %s is no %s key that this Java can read, as the certificate has; %s"
                            .formatted(
                                    file,
                                    owner.getAlgorithm(),
                                    "openssl pkey -in FILE -noout -text says what it is"));
        }
    }

    /// As PKCS#8 (RFC 5208): a version, the algorithm, the key.
    private static byte[] named(byte[] key, PublicKey owner) {
        return element(
                SEQUENCE,
                element(INTEGER, new byte[1]),
                algorithm(owner.getEncoded()),
                element(OCTET_STRING, key));
    }

    /// The first element of a SubjectPublicKeyInfo (RFC 5280, 4.1), which the JDK wrote.
    private static byte[] algorithm(byte[] info) {
        int start = content(info, 0);
        int end = content(info, start) + length(info, start);
        return Arrays.copyOfRange(info, start, end);
    }

    /// Where the content of the element at an offset begins.
    private static int content(byte[] der, int at) {
        int first = der[at + 1] & BYTE_MASK;
        return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & BYTE_MASK;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < content(der, at); i++) {
            length = (length << BYTE_BITS) | (der[i] & BYTE_MASK);
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int size = content.size();
        if (size < LONG_FORM) {
            element.write(size);
        } else if (size <= BYTE_MASK) {
            element.write(LONG_FORM | 1);
            element.write(size);
        } else {
            element.write(LONG_FORM | 2);
            element.write(size >> BYTE_BITS);
            element.write(size & BYTE_MASK);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
