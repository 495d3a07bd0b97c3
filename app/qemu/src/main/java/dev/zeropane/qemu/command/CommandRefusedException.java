// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

/// Devices cannot be added to a QEMU command line. The message names everything that has to be
/// changed.
public final class CommandRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }
}
