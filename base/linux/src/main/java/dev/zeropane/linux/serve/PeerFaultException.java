// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

/// The peer broke the protocol, or asked for something unsupported, in a way that ends its
/// connection. The message is for the person who runs the peer.
public class PeerFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PeerFaultException(String message) {
        super(message);
    }
}
