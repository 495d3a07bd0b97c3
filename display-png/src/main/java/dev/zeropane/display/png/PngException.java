package dev.zeropane.display.png;

/// A picture could not be written. The message names the file or directory.
public final class PngException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PngException(String message) {
        super(message);
    }

    PngException(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
