// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.CompositorOptions.Feedback;
import dev.zeropane.wayland.WaylandException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What compositors say of formats in a file. The test compositor's table has four rows of 16
/// bytes: XRGB8888, ARGB8888, XBGR8888 and ABGR8888, all linear.
@Timeout(60)
final class DmaBufFeedbackTest {
    private static final int TABLE = 64;

    private static DisplayRig rig(Feedback said) {
        return new DisplayRig(new CompositorOptions().feedback(said));
    }

    private static boolean takes(DisplayRig rig, PixelFormat format) {
        return rig.surface.takesDmaBuf(format, 1024, 0);
    }

    @Test
    void everyTranche_isTaken() {
        try (DisplayRig rig =
                rig(new Feedback(TABLE, TABLE, List.of(List.of(2), List.of(), List.of(0, 0))))) {
            assertTrue(takes(rig, PixelFormat.XRGB8888));
            assertTrue(takes(rig, PixelFormat.XBGR8888));
            Frame frame = rig.frame(true, DisplayRig.WIDTH, DisplayRig.HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "0, 64"})
    void noTranche_isCopied(int tableSize, int fileSize) {
        try (DisplayRig rig = rig(new Feedback(tableSize, fileSize, List.of()))) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertEquals(0, rig.compositor.counts().dmabufBuffers());
        }
    }

    @Test
    void fileEndsBehindWhatIsNamed_isNoMatter() {
        try (DisplayRig rig = rig(new Feedback(TABLE, 16, List.of(List.of(0))))) {
            assertTrue(takes(rig, PixelFormat.XRGB8888));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 4, named row 4 of a format table of 64 bytes",
        "64, 64, 65535, named row 65535 of a format table of 64 bytes",
        "48, 64, 3, named row 3 of a format table of 48 bytes",
        "63, 64, 3, named row 3 of a format table of 63 bytes",
        "64, 40, 2, named row 2 of a format table of 40 bytes",
        "64, 1, 0, named row 0 of a format table of 1 bytes",
        "-16, 64, 0, sent a format table of 4294967280 bytes",
    })
    void brokenTable_isSaid(int tableSize, int fileSize, int row, String complaint) {
        WaylandException e =
                assertThrows(
                        WaylandException.class,
                        () -> {
                            try (DisplayRig _ =
                                    rig(new Feedback(tableSize, fileSize, List.of(List.of(row))))) {
                                // It cannot be opened.
                            }
                        });
        assertTrue(e.getMessage().endsWith(": the compositor " + complaint), e.getMessage());
    }
}
