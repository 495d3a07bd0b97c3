// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.PixelFormat;
import org.junit.jupiter.api.Test;

final class ImportLayoutTest {
    private static final FrameMemory NOWHERE = _ -> false;
    private static final int XR24 = PixelFormat.XRGB8888.fourcc();
    private static final int STRIDE = 4 * 1280;

    /// A screen that shows a part of a picture of 1280x800.
    private static Frame part(int x, int y, int width, int height) {
        return new Frame(
                width, height, PixelFormat.ARGB8888, STRIDE, (long) y * STRIDE + 4L * x, NOWHERE);
    }

    private static ImportLayout layout(Frame frame, boolean crops) {
        return ImportLayout.of(frame, STRIDE * 800L, crops);
    }

    @Test
    void whole_isImportedAsItIs_andOpaque() {
        assertEquals(
                new ImportLayout(XR24, STRIDE, 0, 1280, 800, 0, 0),
                layout(part(0, 0, 1280, 800), true));
    }

    @Test
    void topLeft_isImportedAlone() {
        assertEquals(
                new ImportLayout(XR24, STRIDE, 0, 640, 480, 0, 0),
                layout(part(0, 0, 640, 480), true));
    }

    @Test
    void beginsWithAPage_isImportedAlone() {
        assertEquals(
                new ImportLayout(XR24, STRIDE, 4L * STRIDE, 640, 480, 0, 0),
                layout(part(0, 4, 640, 480), true));
    }

    @Test
    void beginsInAPage_isCroppedFromTheWhole() {
        assertEquals(
                new ImportLayout(XR24, STRIDE, 0, 1280, 800, 640, 3),
                layout(part(640, 3, 640, 480), true));
    }

    @Test
    void beginsInAPage_compositorThatDoesNotCrop_isImportedAlone() {
        assertEquals(
                new ImportLayout(XR24, STRIDE, 3L * STRIDE + 2560, 640, 480, 0, 0),
                layout(part(640, 3, 640, 480), false));
    }

    /// The last row of a picture need not have its padding.
    @Test
    void lastRowNotWhole_isImportedAlone() {
        Frame frame = part(512, 3, 640, 480);
        assertEquals(
                new ImportLayout(XR24, STRIDE, frame.offset(), 640, 480, 0, 0),
                ImportLayout.of(frame, frame.requiredBytes(), true));
    }

    @Test
    void runsOverTheRowsEnd_isImportedAlone() {
        Frame frame = part(1000, 3, 640, 480);
        assertEquals(
                new ImportLayout(XR24, STRIDE, frame.offset(), 640, 480, 0, 0),
                layout(frame, true));
    }

    @Test
    void beginsWithinAPixel_isImportedAlone() {
        Frame frame = new Frame(64, 64, PixelFormat.XRGB8888, STRIDE, 4L * STRIDE + 2, NOWHERE);
        assertEquals(
                new ImportLayout(XR24, STRIDE, 4L * STRIDE + 2, 64, 64, 0, 0), layout(frame, true));
    }
}
