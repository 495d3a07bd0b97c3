// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.peer;

import dev.zeropane.linux.Printable;

/// QEMU, or another process in its place, gave a wrong answer or refused something. The connection
/// cannot be used any more.
public final class QemuPeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message may contain text of QEMU
    public QemuPeerException(String message) {
        super(Printable.of(message));
    }

    public QemuPeerException(String message, Throwable cause) {
        super(Printable.of(message), cause);
    }
}
