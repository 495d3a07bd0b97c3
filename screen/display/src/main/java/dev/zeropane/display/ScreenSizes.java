// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.Optional;

/// The size that each of a guest's screens should have, for when the guest asks. It also hears of
/// the size that the guest chose, which may be another one. Called on the device thread.
public interface ScreenSizes {
    /// Updates the sizes, if another process decides them.
    ///
    /// @param done called once on the device thread, before this returns or soon after: then [#of]
    ///   returns the newest sizes
    void refresh(Runnable done);

    /// The size of a screen, or nothing if it should be off.
    Optional<Mode> of(int scanout);

    /// Whether the guest must not be offered larger screens.
    default boolean areLargest() {
        return false;
    }

    /// The guest shows a picture on a screen now, or turned the screen off. May be called again
    /// without a change.
    ///
    /// @param size of the picture, if there is one
    default void shown(int scanout, Optional<Mode> size) {}

    /// The same size for every screen, for good.
    static ScreenSizes fixed(Mode mode) {
        return fixed(mode, false);
    }

    /// The same size for every screen, for good, and no larger modes.
    static ScreenSizes atMost(Mode mode) {
        return fixed(mode, true);
    }

    private static ScreenSizes fixed(Mode mode, boolean largest) {
        Optional<Mode> size = Optional.of(mode.withImportablePitch());
        return new ScreenSizes() {
            @Override
            public void refresh(Runnable done) {
                done.run();
            }

            @Override
            public Optional<Mode> of(int scanout) {
                return size;
            }

            @Override
            public boolean areLargest() {
                return largest;
            }
        };
    }
}
