// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Lights;
import dev.zeropane.display.web.encoding.CursorRectangle;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What the server says beside pixels.
final class ServerMessages {
    /// Reasons of an ExtendedDesktopSize.
    static final int BY_SERVER = 0;

    static final int BY_THIS_CLIENT = 1;

    /// Its statuses. The last is QEMU's: the guest was told, and does as it likes.
    static final int OK = 0;

    static final int PROHIBITED = 1;
    static final int INVALID = 3;
    static final int FORWARDED = 4;

    private static final int SCREENS = 1;
    private static final int MAP_SIZE = 256;

    private ServerMessages() {}

    static Message fence(int flags, List<Byte> payload) {
        return out -> {
            out.u8(Rfb.SERVER_FENCE);
            out.zeros(3);
            out.u32(flags);
            out.u8(payload.size());
            for (byte b : payload) {
                out.u8(b);
            }
        };
    }

    static Message endOfContinuousUpdates() {
        return out -> out.u8(Rfb.END_OF_CONTINUOUS_UPDATES);
    }

    /// The colours of a layout whose pixels are numbers of colours.
    static Message colourMap(PixelLayout layout) {
        return out -> {
            out.u8(Rfb.SET_COLOUR_MAP_ENTRIES);
            out.u8(0);
            out.u16(0);
            out.u16(MAP_SIZE);
            for (int i = 0; i < MAP_SIZE; i++) {
                out.u16(layout.redOf(i) * 0xffff / layout.red().max());
                out.u16(layout.greenOf(i) * 0xffff / layout.green().max());
                out.u16(layout.blueOf(i) * 0xffff / layout.blue().max());
            }
        };
    }

    // Rectangles.

    static Message desktopSize(int width, int height) {
        return out -> out.rectangle(0, 0, width, height, Rfb.DESKTOP_SIZE);
    }

    static Message extendedDesktopSize(int reason, int status, int width, int height) {
        return out -> {
            out.rectangle(reason, status, width, height, Rfb.EXTENDED_DESKTOP_SIZE);
            out.u8(SCREENS);
            out.zeros(3);
            out.u32(0);
            out.u16(0);
            out.u16(0);
            out.u16(width);
            out.u16(height);
            out.u32(0);
        };
    }

    static Message lights(Lights lights) {
        return out -> {
            out.rectangle(0, 0, 0, 0, Rfb.QEMU_LED_STATE);
            out.u8(
                    (lights.scrollLock() ? 1 : 0)
                            | (lights.numLock() ? 2 : 0)
                            | (lights.capsLock() ? 4 : 0));
        };
    }

    static Message name(String name) {
        return out -> {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            out.rectangle(0, 0, 0, 0, Rfb.DESKTOP_NAME);
            out.u32(text.length);
            out.bytes(text);
        };
    }

    /// That the server understands what the client asked for.
    static Message understood(int ability) {
        return out -> out.rectangle(0, 0, 0, 0, ability);
    }

    static Message cursor(Cursor cursor, int encoding, PixelLayout layout) {
        return out ->
                CursorRectangle.send(
                        cursor instanceof CursorPicture picture
                                ? Optional.of(picture)
                                : Optional.empty(),
                        encoding,
                        layout,
                        out);
    }
}
