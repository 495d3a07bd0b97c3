// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

/// What is to keep strangers out cannot be used. The message says why, and what to do.
public final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AccessException(String message) {
        super(message);
    }
}
