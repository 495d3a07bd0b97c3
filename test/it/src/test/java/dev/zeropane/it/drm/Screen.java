// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.linux.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The one screen of a card, showing a buffer of the card's (`<drm/drm_mode.h>`).
final class Screen implements AutoCloseable {
    private static final int DRM_FORMAT_XRGB8888 = 0x34325258;
    private static final int BYTES_PER_PIXEL = 4;

    private static final StructLayout DRM_MODE_CARD_RES =
            structLayout(
                    ADDRESS.withName("fb_id_ptr"),
                    ADDRESS.withName("crtc_id_ptr"),
                    ADDRESS.withName("connector_id_ptr"),
                    ADDRESS.withName("encoder_id_ptr"),
                    JAVA_INT.withName("count_fbs"),
                    JAVA_INT.withName("count_crtcs"),
                    JAVA_INT.withName("count_connectors"),
                    JAVA_INT.withName("count_encoders"),
                    JAVA_INT.withName("min_width"),
                    JAVA_INT.withName("max_width"),
                    JAVA_INT.withName("min_height"),
                    JAVA_INT.withName("max_height"));
    private static final StructLayout DRM_MODE_GET_CONNECTOR =
            structLayout(
                    ADDRESS.withName("encoders_ptr"),
                    ADDRESS.withName("modes_ptr"),
                    ADDRESS.withName("props_ptr"),
                    ADDRESS.withName("prop_values_ptr"),
                    JAVA_INT.withName("count_modes"),
                    JAVA_INT.withName("count_props"),
                    JAVA_INT.withName("count_encoders"),
                    JAVA_INT.withName("encoder_id"),
                    JAVA_INT.withName("connector_id"),
                    JAVA_INT.withName("connector_type"),
                    JAVA_INT.withName("connector_type_id"),
                    JAVA_INT.withName("connection"),
                    JAVA_INT.withName("mm_width"),
                    JAVA_INT.withName("mm_height"),
                    JAVA_INT.withName("subpixel"),
                    JAVA_INT.withName("pad"));
    private static final StructLayout DRM_MODE_MODEINFO =
            structLayout(
                    JAVA_INT.withName("clock"),
                    JAVA_SHORT.withName("hdisplay"),
                    JAVA_SHORT.withName("hsync_start"),
                    JAVA_SHORT.withName("hsync_end"),
                    JAVA_SHORT.withName("htotal"),
                    JAVA_SHORT.withName("hskew"),
                    JAVA_SHORT.withName("vdisplay"),
                    JAVA_SHORT.withName("vsync_start"),
                    JAVA_SHORT.withName("vsync_end"),
                    JAVA_SHORT.withName("vtotal"),
                    JAVA_SHORT.withName("vscan"),
                    JAVA_INT.withName("vrefresh"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("type"),
                    sequenceLayout(32, JAVA_BYTE).withName("name"));
    private static final StructLayout DRM_MODE_CRTC =
            structLayout(
                    ADDRESS.withName("set_connectors_ptr"),
                    JAVA_INT.withName("count_connectors"),
                    JAVA_INT.withName("crtc_id"),
                    JAVA_INT.withName("fb_id"),
                    JAVA_INT.withName("x"),
                    JAVA_INT.withName("y"),
                    JAVA_INT.withName("gamma_size"),
                    JAVA_INT.withName("mode_valid"),
                    DRM_MODE_MODEINFO.withName("mode"));

    /// Of the four planes a picture may have, ours has the first.
    private static final StructLayout DRM_MODE_FB_CMD2 =
            structLayout(
                    JAVA_INT.withName("fb_id"),
                    JAVA_INT.withName("width"),
                    JAVA_INT.withName("height"),
                    JAVA_INT.withName("pixel_format"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("handles[0]"),
                    paddingLayout(3 * JAVA_INT.byteSize()),
                    JAVA_INT.withName("pitches[0]"),
                    paddingLayout(3 * JAVA_INT.byteSize()),
                    JAVA_INT.withName("offsets[0]"),
                    paddingLayout(3 * JAVA_INT.byteSize()),
                    paddingLayout(4),
                    sequenceLayout(4, JAVA_LONG).withName("modifier"));

    private static final StructLayout DRM_MODE_FB_DIRTY_CMD =
            structLayout(
                    JAVA_INT.withName("fb_id"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("color"),
                    JAVA_INT.withName("num_clips"),
                    ADDRESS.withName("clips_ptr"));
    private static final StructLayout FB_ID = structLayout(JAVA_INT.withName("fb_id"));

    private static final Ioctl GETRESOURCES =
            DrmDevice.request("MODE_GETRESOURCES", 0xa0, DRM_MODE_CARD_RES);
    private static final Ioctl SETCRTC = DrmDevice.request("MODE_SETCRTC", 0xa2, DRM_MODE_CRTC);
    private static final Ioctl GETCONNECTOR =
            DrmDevice.request("MODE_GETCONNECTOR", 0xa7, DRM_MODE_GET_CONNECTOR);
    private static final Ioctl RMFB = DrmDevice.request("MODE_RMFB", 0xaf, FB_ID);
    private static final Ioctl DIRTYFB =
            DrmDevice.request("MODE_DIRTYFB", 0xb1, DRM_MODE_FB_DIRTY_CMD);
    private static final Ioctl ADDFB2 = DrmDevice.request("MODE_ADDFB2", 0xb8, DRM_MODE_FB_CMD2);

    private final Arena arena = Arena.ofConfined();
    private final DrmDevice device;
    private final int framebuffer;
    private final MemorySegment connector = arena.allocate(JAVA_INT);
    private final MemorySegment crtc = arena.allocate(JAVA_INT);

    /// Shows a buffer that holds a picture without gaps.
    Screen(DrmDevice device, int buffer, int width, int height) {
        this.device = device;
        Struct picture =
                Struct.in(arena, DRM_MODE_FB_CMD2)
                        .set("width", width)
                        .set("height", height)
                        .set("pixel_format", DRM_FORMAT_XRGB8888)
                        .set("handles[0]", buffer)
                        .set("pitches[0]", (long) width * BYTES_PER_PIXEL);
        device.call(ADDFB2, picture);
        framebuffer = picture.getInt("fb_id");
        findResources();
        show(mode(width, height));
    }

    /// The first connector and CRTC: these cards have one of each.
    private void findResources() {
        device.call(
                GETRESOURCES,
                Struct.in(arena, DRM_MODE_CARD_RES)
                        .set("crtc_id_ptr", crtc)
                        .set("count_crtcs", 1)
                        .set("connector_id_ptr", connector)
                        .set("count_connectors", 1));
    }

    private Struct mode(int width, int height) {
        long connectorId = connector.get(JAVA_INT, 0);
        // The first time, without room for any, the card looks which modes there are.
        Struct ask = Struct.in(arena, DRM_MODE_GET_CONNECTOR).set("connector_id", connectorId);
        device.call(GETCONNECTOR, ask);
        int count = ask.getInt("count_modes");
        MemorySegment modes = arena.allocate(DRM_MODE_MODEINFO, count);
        device.call(
                GETCONNECTOR,
                Struct.in(arena, DRM_MODE_GET_CONNECTOR)
                        .set("connector_id", connectorId)
                        .set("modes_ptr", modes)
                        .set("count_modes", count));
        return modes.elements(DRM_MODE_MODEINFO)
                .map(memory -> new Struct(DRM_MODE_MODEINFO, memory))
                .filter(m -> m.getShort("hdisplay") == width && m.getShort("vdisplay") == height)
                .findFirst()
                .orElseThrow();
    }

    private void show(Struct mode) {
        Struct set =
                Struct.in(arena, DRM_MODE_CRTC)
                        .set("set_connectors_ptr", connector)
                        .set("count_connectors", 1)
                        .set("crtc_id", crtc.get(JAVA_INT, 0))
                        .set("fb_id", framebuffer)
                        .set("mode_valid", 1);
        MemorySegment.copy(
                mode.memory(), 0, set.memory(), set.offset("mode"), mode.memory().byteSize());
        device.call(SETCRTC, set);
    }

    /// Tells the card that all of the picture may have changed.
    void update() {
        device.call(DIRTYFB, Struct.in(arena, DRM_MODE_FB_DIRTY_CMD).set("fb_id", framebuffer));
    }

    /// Switches the screen off.
    @Override
    public void close() {
        device.call(RMFB, Struct.in(arena, FB_ID).set("fb_id", framebuffer));
        arena.close();
    }
}
