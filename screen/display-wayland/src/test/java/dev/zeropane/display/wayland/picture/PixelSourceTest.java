// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.TestMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.StandIn;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Mappings that are left open fail the test ([dev.zeropane.linux.leak.LeakCheck]).
final class PixelSourceTest {
    private static final int SIZE = 4096;

    private final PixelSource source = new PixelSource();
    private final StandIn buffer = new StandIn(SIZE);
    private boolean exported = true;
    private int asked;

    private final FrameMemory memory =
            new FrameMemory() {
                @Override
                public boolean read(Reader reader) {
                    return false;
                }

                @Override
                public Optional<DmaBuf> dmaBuf() {
                    asked++;
                    return exported ? Optional.of(buffer.duplicate()) : Optional.empty();
                }
            };
    private final Frame frame = new Frame(32, 32, PixelFormat.XRGB8888, 128, 0, memory);

    @AfterEach
    void close() {
        source.close();
        buffer.close();
    }

    @Test
    void read_dmaBufAlone_isMappedOnce() {
        for (int i = 0; i < 3; i++) {
            int pixel = i;
            buffer.memory().set(ValueLayout.JAVA_INT, 8, pixel);
            assertTrue(
                    source.read(
                            frame,
                            pixels -> assertEquals(pixel, pixels.get(ValueLayout.JAVA_INT, 8))));
        }
        assertEquals(1, asked);
    }

    @Test
    void read_couldNotBeMapped_isTriedAgain() {
        exported = false;
        assertFalse(source.read(frame, _ -> {}));
        exported = true;
        assertTrue(source.read(frame, _ -> {}));
    }

    @Test
    void read_smallerThanTheFrame_isNoPicture() {
        Frame larger = new Frame(32, 33, PixelFormat.XRGB8888, 128, 0, memory);
        assertFalse(
                source.read(
                        larger,
                        _ -> {
                            throw new AssertionError("read");
                        }));
    }

    @Test
    void forget_letsGoOfIt() {
        assertTrue(source.read(frame, _ -> {}));
        source.forget(memory::equals);
        exported = false;
        assertFalse(source.read(frame, _ -> {}));
    }

    @Test
    void readable_isNotMapped() {
        TestMemory readable = TestMemory.toRead(SIZE);
        try (readable) {
            assertTrue(
                    source.read(
                            new Frame(32, 32, PixelFormat.XRGB8888, 128, 0, readable), _ -> {}));
        }
        assertEquals(0, asked);
    }
}
