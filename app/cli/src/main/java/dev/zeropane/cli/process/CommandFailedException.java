// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

/// A command cannot do what it was asked to; the message is the line a person sees.
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }
}
