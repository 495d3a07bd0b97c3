// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DmaBufFormatsTest {
    private static final int XR24 = PixelFormat.XRGB8888.fourcc();
    private static final long TILED = 0x0100_0000_0000_0001L;

    private final DmaBufFormats.Builder builder = new DmaBufFormats.Builder();

    @Test
    void none_takesNothing() {
        for (PixelFormat format : PixelFormat.values()) {
            assertFalse(DmaBufFormats.NONE.takes(format));
        }
    }

    @Test
    void linear_isSaidRatherThanNothing_inAnyOrder() {
        builder.add(XR24, DmaBufFormats.DRM_FORMAT_MOD_INVALID);
        builder.add(XR24, DmaBufFormats.DRM_FORMAT_MOD_LINEAR);
        builder.add(XR24, DmaBufFormats.DRM_FORMAT_MOD_INVALID);
        assertEquals(
                OptionalLong.of(DmaBufFormats.DRM_FORMAT_MOD_LINEAR),
                builder.build().modifier(PixelFormat.XRGB8888));
    }

    @Test
    void invalidAlone_isTaken() {
        builder.add(XR24, DmaBufFormats.DRM_FORMAT_MOD_INVALID);
        assertEquals(
                OptionalLong.of(DmaBufFormats.DRM_FORMAT_MOD_INVALID),
                builder.build().modifier(PixelFormat.XRGB8888));
    }

    @Test
    void tiledAlone_isOfNoUse() {
        builder.add(XR24, TILED);
        assertFalse(builder.build().takes(PixelFormat.XRGB8888));
    }

    @Test
    void alpha_isNotShown() {
        builder.add(XR24, DmaBufFormats.DRM_FORMAT_MOD_LINEAR);
        assertTrue(builder.build().takes(PixelFormat.ARGB8888));
    }

    @Test
    void formatWithAlphaAlone_isOfNoUse() {
        builder.add(PixelFormat.ARGB8888.fourcc(), DmaBufFormats.DRM_FORMAT_MOD_LINEAR);
        assertFalse(builder.build().takes(PixelFormat.ARGB8888));
    }
}
