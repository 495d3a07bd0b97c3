// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// What somebody has to know who wants to look: 256 random bits. It is in the fragment of the
/// page's address, which browsers send to nobody, and is written to no log.
final class Token {
    private static final int BYTES = 32;

    private final byte[] text;

    Token() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        text = Base64.getUrlEncoder().withoutPadding().encode(random);
    }

    /// Takes as long whichever part of it is wrong.
    boolean is(String given) {
        return MessageDigest.isEqual(text, given.getBytes(StandardCharsets.UTF_8));
    }

    /// The end of the page's address.
    String fragment() {
        return "#token=" + new String(text, StandardCharsets.US_ASCII);
    }
}
