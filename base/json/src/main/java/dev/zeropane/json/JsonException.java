// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.json;

/// A text is no JSON, or none that is read here; the message says where.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
