package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.testkit.Picture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The card with a VGA beside. The VGA's hole splits guest memory, so we are given two regions.
@Tag("vm")
final class VgaTest {
    @ParameterizedTest
    @EnumSource
    void console(QemuVersion version) {
        try (VmPair pair = VmPair.linux(version, VmPair.Cards.VGA, "")) {
            Picture picture = pair.assertSameWord("vga");
            assertEquals(1280, picture.width());
        }
    }
}
