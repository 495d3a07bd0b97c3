// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.Optional;

/// Which size each of a guest's screens should have; the guest is told when it asks. And which it
/// has: guests do as they like. Device thread.
public interface ScreenSizes {
    /// Finds out what is wished for now, where that is somebody else's to say.
    ///
    /// @param done called once on the device thread: before this returns, or soon after; then [#of]
    ///   is as new as can be had
    void refresh(Runnable done);

    /// The size of a screen, or nothing if it should be off.
    Optional<Mode> of(int scanout);

    /// Whether a guest should not even be offered a larger screen.
    default boolean areLargest() {
        return false;
    }

    /// The guest shows a picture on a screen now, or nothing any more. May repeat what was said.
    ///
    /// @param size of the picture, if there is one
    default void shown(int scanout, Optional<Mode> size) {}

    /// The same size for every screen, for good.
    static ScreenSizes fixed(Mode mode) {
        return fixed(mode, false);
    }

    /// The same size for every screen, for good, and none larger.
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
