// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.linux.Printable;

/// QEMU, or who listens in its place, does not answer as it should, or refused something. The
/// connection is of no more use.
final class QemuPeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message may have some of QEMU's text in it
    QemuPeerException(String message) {
        super(Printable.of(message));
    }

    QemuPeerException(String message, Throwable cause) {
        super(Printable.of(message), cause);
    }
}
