// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// A descriptor is not of the kind it should be, or a peer sent more or fewer of them than one.
public final class WrongDescriptorException extends DmaBufException {
    private static final long serialVersionUID = 1L;

    WrongDescriptorException(String message) {
        super(message);
    }
}
