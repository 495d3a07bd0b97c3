// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

/// QEMU is missing, lacks a feature or failed. The message is the line that users see.
public final class QemuFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QemuFailedException(String message) {
        super(message);
    }
}
