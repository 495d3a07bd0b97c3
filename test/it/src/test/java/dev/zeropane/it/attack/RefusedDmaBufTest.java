// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.ScreenStorm;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Screens that are to be dma-bufs, without end. Where the kernel makes none, each is refused: that
/// is said once, and all of them come as pixels.
@OwnProcess({"--display", "vmm,dmabuf"})
final class RefusedDmaBufTest extends ProcessAttackTest {
    private HostileGuest guest;

    @BeforeEach
    void connectGuest() {
        noteConnections(1);
        guest = new HostileGuest(check(), VmmOptions.defaults());
    }

    @AfterEach
    void sameConnectionServes() {
        try (HostileGuest it = guest) {
            it.assertServed();
        }
    }

    @AfterAll
    static void littleLives() {
        target().assertLittleLives();
    }

    private static void assertSaidOnce() {
        long refusals =
                target().messages().stream().filter(line -> line.contains("not exported")).count();
        long expected = Files.exists(Path.of("/dev/udmabuf")) ? 0 : 1;
        assertEquals(expected, refusals, () -> String.join("\n", target().messages()));
    }

    @Test
    void screensComeAndGo_whileTheVmmReadsSlowly() {
        try (VmmScreen screen = new VmmScreen(guest.vmm().gpuSocket().orElseThrow())) {
            ScreenStorm storm = new ScreenStorm(guest, screen, 2);
            storm.rage(Seed.random("RefusedDmaBufTest"), 1000);
            storm.assertShows(check());
        }
        assertSaidOnce();
    }
}
