// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Mode;
import dev.zeropane.input.Desktop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WindowSizesTest {
    private final List<String> rung = new ArrayList<>();
    private final WindowSizes sizes =
            new WindowSizes(
                    Mode.DEFAULT,
                    (scanout, size) -> rung.add(scanout + ": " + size + " " + answer()));

    private String answer() {
        return sizes.of(0).map(Mode::toString).orElse("off");
    }

    @Test
    void atFirst_theUsualSize() {
        assertEquals(Optional.of(Mode.DEFAULT), sizes.of(0));
        assertEquals(Optional.of(Mode.DEFAULT), sizes.of(7));
    }

    /// The guest asks as soon as it hears.
    @Test
    void wish_isThereBeforeTheGuestIsTold() {
        sizes.wish(0, new Mode(1000, 700));
        assertEquals(List.of("0: 960x700 960x700"), rung);
    }

    @Test
    void wish_thatChangesNothing_isNotPassedOn() {
        sizes.wish(0, new Mode(1000, 700));
        sizes.wish(0, new Mode(1020, 700));
        assertEquals(1, rung.size());
    }

    @Test
    void tinyWindow_hasAScreenOfUse() {
        sizes.wish(0, new Mode(10, 10));
        assertEquals(Optional.of(new Mode(320, 200)), sizes.of(0));
    }

    @Test
    void screens_haveTheirOwn() {
        sizes.wish(1, new Mode(640, 480));
        assertEquals(Optional.of(Mode.DEFAULT), sizes.of(0));
        assertEquals(Optional.of(new Mode(640, 480)), sizes.of(1));
    }

    /// Whatever was wished.
    @Test
    void desktop_isOfWhatTheGuestShows() {
        assertEquals(Desktop.ONE_SCREEN, sizes.desktop());
        sizes.wish(1, new Mode(640, 480));
        sizes.shown(0, Optional.of(new Mode(1280, 800)));
        sizes.shown(1, Optional.of(new Mode(1024, 768)));
        assertEquals(
                new Desktop(Map.of(0, new Mode(1280, 800), 1, new Mode(1024, 768))),
                sizes.desktop());
        sizes.shown(0, Optional.empty());
        assertEquals(new Desktop(Map.of(1, new Mode(1024, 768))), sizes.desktop());
        sizes.shown(1, Optional.empty());
        assertEquals(Desktop.ONE_SCREEN, sizes.desktop());
    }
}
