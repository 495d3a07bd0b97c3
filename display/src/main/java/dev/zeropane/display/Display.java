package dev.zeropane.display;

import java.util.Optional;
import java.util.function.Supplier;

/// Somewhere a guest's screens are shown.
public interface Display extends AutoCloseable {
    /// Opens the place where one of the guest's screens is shown.
    ///
    /// @param scanout number of the screen, from 0
    Surface open(int scanout);

    /// What it is, for messages.
    String name();

    /// Another guest is shown from now on. On the device thread.
    ///
    /// @param name what people call it, if it has a name; to be asked on another thread, as that
    ///   may take time
    default void guestChanged(Supplier<Optional<String>> name) {}

    /// Closes every surface that is still open. May wait for the last picture to be delivered, so
    /// call it before the frames' memory goes away, and not from the device thread.
    @Override
    void close();
}
