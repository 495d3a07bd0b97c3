package dev.zeropane.qemu;

/// A QEMU command line that our devices cannot be added to. The message names what to change.
public final class CommandRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }

    /// @param argument the words to delete
    /// @param reason why
    static CommandRefusedException delete(Argument argument, String reason) {
        return new CommandRefusedException("delete \"" + argument + "\": " + reason);
    }
}
