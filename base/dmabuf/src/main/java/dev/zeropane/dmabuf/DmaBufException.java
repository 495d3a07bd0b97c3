// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// An operation on dma-bufs is impossible for a reason this library knows. Errors of the kernel are
/// [dev.zeropane.linux.LinuxException]s.
public sealed class DmaBufException extends RuntimeException
        permits ExportRefusedException, WrongDescriptorException {
    private static final long serialVersionUID = 1L;

    DmaBufException(String message) {
        super(message);
    }
}
