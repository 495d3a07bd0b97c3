// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

/// Viewers cannot be waited for. The message says why, and what to do.
public final class VncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VncException(String message) {
        super(message);
    }
}
