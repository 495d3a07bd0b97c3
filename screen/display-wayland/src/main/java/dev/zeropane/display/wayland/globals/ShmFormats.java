// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.protocol.WlShm;
import java.util.EnumSet;
import java.util.Set;

/// Which pixel formats a compositor takes in shared memory: XRGB8888, which all compositors take,
/// and the formats it announces.
public final class ShmFormats implements Handler<WlShm.Event> {
    private final Set<PixelFormat> offered = EnumSet.of(PixelFormat.XRGB8888);

    @Override
    public void handle(WlShm.Event event, Arguments arguments) {
        switch (event) {
            case FORMAT -> {
                int code = arguments.unsigned();
                for (PixelFormat format : PixelFormat.values()) {
                    if (code(format) == code) {
                        offered.add(format);
                    }
                }
            }
        }
    }

    /// Whether the compositor takes a screen of format `guest` without conversion. Alpha is
    /// ignored, as screens are opaque.
    public boolean takes(PixelFormat guest) {
        return offered.contains(guest.opaque());
    }

    /// The format in which a screen of format `guest` is copied.
    public PixelFormat ofCopy(PixelFormat guest) {
        return takes(guest) ? guest.opaque() : PixelFormat.XRGB8888;
    }

    /// The number of a format in requests: DRM's fourcc, except for two formats.
    public static int code(PixelFormat format) {
        return switch (format) {
            case ARGB8888 -> WlShm.FORMAT_ARGB8888;
            case XRGB8888 -> WlShm.FORMAT_XRGB8888;
            default -> format.fourcc();
        };
    }
}
