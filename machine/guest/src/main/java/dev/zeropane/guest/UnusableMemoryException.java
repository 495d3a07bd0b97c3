// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

import dev.zeropane.linux.serve.PeerFaultException;

/// The VMM shared memory that cannot be used; the message says why and which option to change.
public final class UnusableMemoryException extends PeerFaultException {
    private static final long serialVersionUID = 1L;

    public UnusableMemoryException(String message) {
        super(message);
    }
}
