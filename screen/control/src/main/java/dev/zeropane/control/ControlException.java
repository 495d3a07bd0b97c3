// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

/// A running device could not be asked, or refused; the message is for a person.
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ControlException(String message) {
        super(message);
    }

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
