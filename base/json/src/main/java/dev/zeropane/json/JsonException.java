// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.json;

/// A text is not JSON, or uses JSON that is not supported here; the message says where.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
