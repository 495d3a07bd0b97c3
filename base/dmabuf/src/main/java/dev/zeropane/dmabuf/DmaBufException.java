// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Something cannot be done with dma-bufs, for a reason this library knows. What the kernel itself
/// refuses comes as [dev.zeropane.linux.LinuxException].
public sealed class DmaBufException extends RuntimeException
        permits ExportRefusedException, WrongDescriptorException {
    private static final long serialVersionUID = 1L;

    DmaBufException(String message) {
        super(message);
    }
}
