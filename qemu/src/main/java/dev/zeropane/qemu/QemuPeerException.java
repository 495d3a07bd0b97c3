package dev.zeropane.qemu;

/// QEMU, or who listens in its place, does not answer as it should, or refused something. The
/// connection is of no more use.
final class QemuPeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QemuPeerException(String message) {
        super(message);
    }

    QemuPeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
