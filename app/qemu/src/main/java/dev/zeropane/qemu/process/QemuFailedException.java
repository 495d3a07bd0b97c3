// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

/// There is no QEMU that can do what it was to do; the message is the line a person sees.
public final class QemuFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QemuFailedException(String message) {
        super(message);
    }
}
