package dev.zeropane.display.png;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes PNG (RFC 2083), 8 bits each of red, green and blue.
///
/// Not ImageIO: that filters no rows, so the picture of a screen comes out twenty times as large
/// and takes five times as long, and it brings the whole of AWT along.
final class PngEncoder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int CHUNK = 1 << 16;
    private static final byte BIT_DEPTH = 8;
    private static final byte TRUE_COLOUR = 2;
    private static final int HEADER_SIZE = 13;
    private static final int RGB_BYTES = 3;

    /// The filter that stores each row as its difference from the one above: on screens, mostly
    /// nothing.
    private static final byte UP = 2;

    private PngEncoder() {}

    /// @param rgb 0xRRGGBB row by row; the upper byte is ignored
    static void encode(int[] rgb, int width, int height, OutputStream out) throws IOException {
        out.write(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
        header.putInt(width).putInt(height).put(BIT_DEPTH).put(TRUE_COLOUR);
        chunk(out, "IHDR", header.array(), HEADER_SIZE);
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            IdatWriter idat = new IdatWriter(deflater, out);
            byte[] row = new byte[1 + width * RGB_BYTES];
            for (int y = 0; y < height; y++) {
                filter(rgb, y, width, row);
                deflater.setInput(row);
                idat.drain();
            }
            deflater.finish();
            idat.drain();
            idat.flush();
        }
        chunk(out, "IEND", new byte[0], 0);
    }

    /// Gathers what the deflater gives into chunks of one size.
    private static final class IdatWriter {
        private final Deflater deflater;
        private final OutputStream out;
        private final byte[] packed = new byte[CHUNK];
        private int filled;

        IdatWriter(Deflater deflater, OutputStream out) {
            this.deflater = deflater;
            this.out = out;
        }

        void drain() throws IOException {
            int more;
            do {
                more = deflater.deflate(packed, filled, CHUNK - filled);
                filled += more;
                if (filled == CHUNK) {
                    flush();
                }
            } while (more > 0);
        }

        void flush() throws IOException {
            if (filled > 0) {
                chunk(out, "IDAT", packed, filled);
                filled = 0;
            }
        }
    }

    private static void filter(int[] rgb, int y, int width, byte[] row) {
        row[0] = UP;
        int at = y * width;
        for (int x = 0, to = 1; x < width; x++, to += RGB_BYTES) {
            int pixel = rgb[at + x];
            int above = y == 0 ? 0 : rgb[at + x - width];
            row[to] = (byte) ((pixel >> 16) - (above >> 16));
            row[to + 1] = (byte) ((pixel >> 8) - (above >> 8));
            row[to + 2] = (byte) (pixel - above);
        }
    }

    /// Length, type, data, and the CRC of type and data.
    private static void chunk(OutputStream out, String type, byte[] data, int length)
            throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        out.write(name);
        out.write(data, 0, length);
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }
}
