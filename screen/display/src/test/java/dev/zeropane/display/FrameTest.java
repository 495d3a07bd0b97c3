// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.PixelFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameTest {
    private static Frame frame(int width, int height, int stride, long offset) {
        return new Frame(width, height, PixelFormat.XRGB8888, stride, offset, reader -> false);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 4, 0",
        "1, 0, 4, 0",
        "-1, 1, 4, 0",
        "2, 1, 7, 0",
        "2147483647, 1, 2147483647, 0",
        "1, 1, 4, -1",
        "1, 1, 4, 9223372036854775804",
    })
    void frame_impossibleNumbers_refused(int width, int height, int stride, long offset) {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> frame(width, height, stride, offset))
                        .getMessage();
        assertTrue(message.contains("stride " + stride), message);
    }

    @Test
    void requiredBytes_lastRowUnpadded_isEnough() {
        assertEquals(100 + 2 * 64 + 3 * 4, frame(3, 3, 64, 100).requiredBytes());
    }

    @Test
    void requiredBytes_beyondInt_doesNotOverflow() {
        assertEquals(
                16384L * 65536 * 3 - (65536 - 64) + 5, frame(16, 49152, 65536, 5).requiredBytes());
    }

    @Test
    void bounds_frame_startsAtOrigin() {
        assertEquals(new Rect(0, 0, 3, 2), frame(3, 2, 12, 100).bounds());
    }
}
