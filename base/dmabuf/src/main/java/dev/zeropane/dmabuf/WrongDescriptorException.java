// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// A descriptor is of the wrong kind, or a peer sent more or fewer than one.
public final class WrongDescriptorException extends DmaBufException {
    private static final long serialVersionUID = 1L;

    WrongDescriptorException(String message) {
        super(message);
    }
}
