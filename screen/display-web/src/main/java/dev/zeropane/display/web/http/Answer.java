// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What all answers have in common.
final class Answer {
    /// The page has its own scripts and styles, and noVNC draws the pointer to a data URL.
    private static final String POLICY =
            String.join(
                    "; ",
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "connect-src 'self'",
                    "img-src 'self' data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                    "frame-ancestors 'none'");

    private static final HttpField[] ALWAYS = {
        new PreEncodedHttpField("Content-Security-Policy", POLICY),
        new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
        new PreEncodedHttpField("X-Frame-Options", "DENY"),
        new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
        new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin"),
        new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
    };

    private Answer() {}

    /// What the browser must not do with it.
    static void secure(HttpFields.Mutable headers) {
        for (HttpField field : ALWAYS) {
            headers.put(field);
        }
    }

    /// Says no, and nothing else.
    ///
    /// @return true, for a handler that has handled it
    static boolean refuse(Response response, Callback callback, int status) {
        response.setStatus(status);
        return send(
                response,
                callback,
                "text/plain;charset=utf-8",
                (HttpStatus.getMessage(status) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// @return true, for a handler that has handled it
    static boolean send(Response response, Callback callback, String type, byte[] content) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), callback);
        return true;
    }
}
