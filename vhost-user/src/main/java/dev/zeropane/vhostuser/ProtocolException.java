package dev.zeropane.vhostuser;

/// The front-end broke the protocol or asked for what this back-end does not do; its connection is
/// closed. The message is for the person who runs the VMM.
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
