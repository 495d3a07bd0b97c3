// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

/// Nobody can be waited for at a port. The message says why, and what to do.
public final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotListenException(String message) {
        super(message);
    }
}
