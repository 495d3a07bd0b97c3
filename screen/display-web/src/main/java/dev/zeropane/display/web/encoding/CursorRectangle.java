// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.io.IOException;
import java.util.Optional;

/// The pointer's picture, in one of the three ways in which clients understand it.
public final class CursorRectangle {
    private static final int ALPHA = 1;
    private static final int HALF = 0x80;

    private CursorRectangle() {}

    /// Sends it.
    ///
    /// @param picture nothing if no pointer is to be seen
    /// @param encoding [Rfb#VMWARE_CURSOR], [Rfb#CURSOR_WITH_ALPHA] or [Rfb#CURSOR]
    public static void send(
            Optional<CursorPicture> picture, int encoding, PixelLayout layout, Output out)
            throws IOException {
        int width = picture.map(CursorPicture::width).orElse(0);
        int height = picture.map(CursorPicture::height).orElse(0);
        int[] argb = picture.map(CursorPicture::argb).orElseGet(() -> new int[0]);
        out.rectangle(
                picture.map(CursorPicture::hotX).orElse(0),
                picture.map(CursorPicture::hotY).orElse(0),
                width,
                height,
                encoding);
        switch (encoding) {
            case Rfb.VMWARE_CURSOR -> {
                out.u8(ALPHA);
                out.u8(0);
                for (int pixel : argb) {
                    int rgb = withoutAlpha(pixel);
                    out.u32(rgb << 8 | pixel >>> 24);
                }
            }
            case Rfb.CURSOR_WITH_ALPHA -> {
                out.u32(Rfb.RAW);
                for (int pixel : argb) {
                    out.u32(pixel << 8 | pixel >>> 24);
                }
            }
            default -> {
                byte[] bytes = new byte[Integer.BYTES];
                for (int pixel : argb) {
                    int end = layout.put(layout.convert(withoutAlpha(pixel)), bytes, 0);
                    out.bytes(bytes, end);
                }
                mask(argb, width, height, out);
            }
        }
    }

    /// A bit for each pixel that is to be seen, rows at whole bytes.
    private static void mask(int[] argb, int width, int height, Output out) throws IOException {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x += Byte.SIZE) {
                int bits = 0;
                for (int i = 0; i < Math.min(Byte.SIZE, width - x); i++) {
                    if (argb[y * width + x + i] >>> 24 >= HALF) {
                        bits |= 0x80 >>> i;
                    }
                }
                out.u8(bits);
            }
        }
    }

    /// The colour that alpha was multiplied into.
    private static int withoutAlpha(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 0) {
            return 0;
        }
        return divided(argb >>> 16, alpha) << 16
                | divided(argb >>> 8, alpha) << 8
                | divided(argb, alpha);
    }

    private static int divided(int colour, int alpha) {
        return Math.min(((colour & 0xff) * 255 + alpha / 2) / alpha, 255);
    }
}
