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

/// Sizes that follow the windows in which the screens are shown, and those that the guest made of
/// them. Any thread.
final class WishedSizes implements ScreenSizes, SizeWishes {
    /// No guest is of use below, however small a window is made.
    private static final Mode SMALLEST = new Mode(320, 200);

    private final Map<Integer, Mode> sizes = new ConcurrentHashMap<>();
    private final Mode first;
    private final SizeWishes bell;

    /// What the guest shows; the device thread's.
    private final Map<Integer, Mode> shown = new HashMap<>();

    private volatile Desktop desktop = Desktop.ONE_SCREEN;

    /// @param first of a screen for which nobody has wished another yet
    /// @param bell makes the guest ask for its size, which then is the new one already
    WishedSizes(Mode first, SizeWishes bell) {
        this.first = first;
        this.bell = bell;
    }

    @Override
    public void wish(int scanout, Mode size) {
        Mode possible =
                new Mode(
                                Math.max(size.width(), SMALLEST.width()),
                                Math.max(size.height(), SMALLEST.height()))
                        .withImportablePitch();
        if (!possible.equals(sizes.put(scanout, possible))) {
            bell.wish(scanout, possible);
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

    /// What a pointer moves on: the screens that are on, as large as they are.
    Desktop desktop() {
        return desktop;
    }
}
