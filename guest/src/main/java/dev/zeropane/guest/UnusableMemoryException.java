package dev.zeropane.guest;

/// The VMM brought memory that cannot be used; the message says why and which option to change.
public final class UnusableMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableMemoryException(String message) {
        super(message);
    }
}
