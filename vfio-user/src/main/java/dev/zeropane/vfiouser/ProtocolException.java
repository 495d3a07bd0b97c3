package dev.zeropane.vfiouser;

/// The client broke the protocol in a way that leaves nothing to answer; its connection is closed.
/// The message is for the person who runs the VMM.
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
