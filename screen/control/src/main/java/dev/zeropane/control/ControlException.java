// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

/// A running device did not answer, or refused. The message is for people.
public class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ControlException(String message) {
        super(message);
    }

    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
