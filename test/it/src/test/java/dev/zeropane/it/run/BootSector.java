// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.testkit.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// What a boot loader is to a BIOS: the first sector of a disk. It has the BIOS write a text and,
/// below, a line of solid blocks; then it waits for ever.
final class BootSector {
    private static final int DISK = 1 << 20;
    private static final int SIGNATURE = 510;
    private static final int BLOCKS = 40;
    private static final int BLOCK_WIDTH = 8;
    private static final int BLOCK_HEIGHT = 16;
    private static final int LIT = 0x80;

    private static final String CODE =
            "31c0 8ed8" // ds = 0
                    + "b401 b90020 cd10" // hide the cursor, which blinks
                    + "be2f7c" // si = the text
                    + "ac 84c0 7409" // al = the next letter; after the last: on to the line
                    + "b40e bb0700 cd10" // write it
                    + "ebf2"
                    + "b92800" // 40 times
                    + "b8db0e bb0700 51 cd10 59 e2f4" // write a block
                    + "fb f4 ebfd"; // wait for ever

    private BootSector() {}

    /// A disk that begins with it.
    static Path disk(Path file) throws IOException {
        byte[] code = HexFormat.of().parseHex(CODE.replace(" ", ""));
        byte[] text = "\r\nA boot loader's text\r\n\0".getBytes(StandardCharsets.US_ASCII);
        byte[] disk = Arrays.copyOf(code, DISK);
        System.arraycopy(text, 0, disk, code.length, text.length);
        disk[SIGNATURE] = 0x55;
        disk[SIGNATURE + 1] = (byte) 0xaa;
        return Files.write(file, disk);
    }

    /// Whether its line is on a screen, whole: the last thing that it writes.
    static boolean isOn(Picture screen) {
        int rows = 0;
        for (int y = 0; y < screen.height(); y++) {
            int x = 0;
            while (x < screen.width() && (screen.pixel(x, y) & 0xff) >= LIT) {
                x++;
            }
            rows += x == BLOCKS * BLOCK_WIDTH ? 1 : 0;
        }
        return rows == BLOCK_HEIGHT;
    }
}
