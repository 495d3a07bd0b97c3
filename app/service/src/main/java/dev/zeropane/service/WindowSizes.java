// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.input.Desktop;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sizes of the windows that show the screens, and the sizes the guest has set. Any thread.
final class WindowSizes implements ScreenSizes, SizeWishes {
    /// The smallest size for guests, however small a window is.
    private static final Mode SMALLEST = new Mode(320, 200);

    private final Map<Integer, Mode> sizes = new ConcurrentHashMap<>();
    private final Mode first;
    private final SizeWishes resizer;

    /// The sizes the guest has set. Device thread only.
    private final Map<Integer, Mode> shown = new HashMap<>();

    private volatile Desktop desktop = Desktop.ONE_SCREEN;

    /// @param first size of a screen before a window requests another
    /// @param resizer makes the guest ask for the new size
    WindowSizes(Mode first, SizeWishes resizer) {
        this.first = first;
        this.resizer = resizer;
    }

    @Override
    public void wish(int scanout, Mode size) {
        Mode possible =
                new Mode(
                                Math.max(size.width(), SMALLEST.width()),
                                Math.max(size.height(), SMALLEST.height()))
                        .withImportablePitch();
        if (!possible.equals(sizes.put(scanout, possible))) {
            resizer.wish(scanout, possible);
        }
    }

    @Override
    public void refresh(Runnable done) {
        done.run();
    }

    @Override
    public Optional<Mode> of(int scanout) {
        return Optional.of(sizes.getOrDefault(scanout, first));
    }

    @Override
    public void shown(int scanout, Optional<Mode> size) {
        Optional<Mode> before = Optional.ofNullable(shown.get(scanout));
        if (!size.equals(before)) {
            size.ifPresentOrElse(s -> shown.put(scanout, s), () -> shown.remove(scanout));
            desktop = shown.isEmpty() ? Desktop.ONE_SCREEN : new Desktop(shown);
        }
    }

    /// The enabled screens with the guest's sizes, on which a pointer moves.
    Desktop desktop() {
        return desktop;
    }
}
