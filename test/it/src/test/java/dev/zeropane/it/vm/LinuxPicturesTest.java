// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Picture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What programs nobody here wrote draw in a Linux guest.
@MethodSource("dev.zeropane.it.rig.Setup#eachCard")
final class LinuxPicturesTest extends PairTest {
    /// A mode we never offer: 1366 pixels make a pitch that is no multiple of anything useful.
    private static final String MODE = "1366x768";

    @Override
    VmPair start() {
        return VmPair.linux(setup, "video=Virtual-1:" + MODE);
    }

    @Test
    @Order(1)
    void console() {
        assertSize(1366, 768, pair().assertSameWord("console-" + MODE));
    }

    /// The third is what the device itself prefers.
    @ParameterizedTest
    @CsvSource({"640,480", "1024,768", "1280,800", "1366,768", "1920,1080"})
    @Order(2)
    void modetest(int width, int height) {
        Picture picture = Modetest.assertSame(pair(), width, height);
        assertSize(width, height, picture);
        assertTrue(picture.colours() > 8, picture.toString());
    }

    @Test
    @Order(3)
    void consoleAfterModetest() {
        pair().assertSameWord("console-after-modetest");
    }

    private static void assertSize(int width, int height, Picture picture) {
        assertEquals(width, picture.width());
        assertEquals(height, picture.height());
    }
}
