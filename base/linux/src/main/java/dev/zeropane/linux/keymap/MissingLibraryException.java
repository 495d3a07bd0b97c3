// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.keymap;

/// A library that is only needed for some purposes is not installed.
public final class MissingLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingLibraryException(String library, Throwable cause) {
        super(library + " cannot be loaded", cause);
    }
}
