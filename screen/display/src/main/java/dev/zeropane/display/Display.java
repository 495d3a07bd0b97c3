// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.display.clipboard.Clipboard;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Somewhere a guest's screens are shown.
public interface Display extends AutoCloseable {
    /// Opens the place where one of the guest's screens is shown.
    ///
    /// @param scanout number of the screen, from 0
    Surface open(int scanout);

    /// The display's name, for messages.
    String name();

    /// The guest that is shown from now on has this name. Any thread may call this.
    ///
    /// @param name of the guest, if it has one
    default void guestChanged(Optional<String> name) {}

    /// The guest has switched the lights of its keyboard. Any thread may say so; this must not
    /// block.
    default void lightsChanged(Lights lights) {}

    /// The device that is shown can be asked for its statistics from now on, until this is closed.
    ///
    /// @param stats members of a JSON object, as `zeropane stats` prints them; any thread may ask
    default void statsFrom(Supplier<CompletableFuture<Map<String, Object>>> stats) {}

    /// Guest and host share this clipboard. Called at most once, before anything is shown; not at
    /// all if they share none.
    default void shareClipboard(Clipboard clipboard) {}

    /// Closes every surface that is still open. May wait for the last picture to be delivered, so
    /// call it before the frames' memory goes away, and not from the device thread.
    @Override
    void close();
}
