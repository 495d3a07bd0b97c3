// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

/// A QEMU command line that our devices cannot be added to. The message names everything there is
/// to change.
public final class CommandRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }
}
