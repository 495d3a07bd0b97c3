// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import dev.zeropane.testkit.attack.ScreenStorm;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Screens that are to be dma-bufs, without end, on a VMM that is strict. Where the kernel makes
/// none, each is refused, and all of them come as pixels.
@ByDmaBufs
final class SharedScreensTest extends GuestAttackTest {
    @Test
    void screensComeAndGo_whileTheVmmReadsNothing() {
        try (VmmScreen screen = new VmmScreen(vmm().gpuSocket().orElseThrow())) {
            ScreenStorm storm = new ScreenStorm(guest(), screen, Integer.MAX_VALUE);
            storm.rage(Seed.random("SharedScreensTest"), 3000);
            storm.assertShows(check());
        }
    }

    @Test
    void socketsComeAndGo_inTheMiddle() {
        Random random = Seed.random("SharedScreensTest");
        for (int i = 0; i < 50; i++) {
            try (VmmScreen screen = new VmmScreen(vmm().gpuSetSocket())) {
                new ScreenStorm(guest(), screen, 2).rage(random, 20);
            }
        }
        try (VmmScreen screen = new VmmScreen(vmm().gpuSetSocket())) {
            new ScreenStorm(guest(), screen, 2).assertShows(check());
        }
    }
}
