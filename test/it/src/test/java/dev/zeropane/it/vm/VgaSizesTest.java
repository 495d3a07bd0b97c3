// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.rig.Setup;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Picture;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The mode and the video memory that a VGA was told to have: the guest's console takes the one,
/// and its driver says how much it found of the other.
@Tag("vm")
final class VgaSizesTest {
    @ParameterizedTest
    @CsvSource({"1024, 768, 8", "1920, 1080, 64"})
    void console(int width, int height, int megabytes) {
        VmPair.Cards cards =
                new VmPair.Cards(
                        List.of("--size=" + width + "x" + height, "--vram=" + megabytes + "M"),
                        ",xres=%d,yres=%d,vgamem=%dM".formatted(width, height, megabytes));
        try (VmPair pair = VmPair.linux(Setup.BOCHS_11_1, cards, "")) {
            Picture picture = pair.assertSameWord("console-" + width + "x" + height);
            assertEquals(width, picture.width());
            assertEquals(height, picture.height());
            String memory = "dmesg | grep 'Framebuffer size' | sed 's/.*size //;s/ @.*//'";
            assertEquals(megabytes * 1024 + " kB", pair.ours().run(memory));
        }
    }
}
