// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FrameBuffersTest {
    private static final int KEPT = 16;
    private static final FrameMemory MEMORY = _ -> false;
    private static final FrameMemory OTHER = _ -> true;

    private final List<String> destroyed = new ArrayList<>();
    private final FrameBuffers<String> buffers = new FrameBuffers<>(destroyed::add);

    private static Frame frame(PixelFormat format, long offset, FrameMemory memory) {
        return new Frame(64, 64, format, 256, offset, memory);
    }

    private static Frame frame(int number) {
        return frame(PixelFormat.XRGB8888, number * 4096L, MEMORY);
    }

    private void add(Frame frame, String buffer) {
        assertEquals(buffer, buffers.add(frame, () -> buffer));
    }

    /// A card changes its byte order, and the picture is where it was.
    @Test
    void find_theSameMemoryInAnotherFormat_isAnotherBuffer() {
        add(frame(PixelFormat.XRGB8888, 0, MEMORY), "xrgb");
        assertEquals(Optional.of("xrgb"), buffers.find(frame(PixelFormat.XRGB8888, 0, MEMORY)));
        assertEquals(Optional.empty(), buffers.find(frame(PixelFormat.BGRX8888, 0, MEMORY)));
    }

    @Test
    void add_tooMany_destroysTheLeastRecentlyUsed() {
        for (int i = 0; i < KEPT; i++) {
            add(frame(i), "buffer " + i);
        }
        assertEquals(Optional.of("buffer 0"), buffers.find(frame(0)));
        add(frame(KEPT), "one more");
        assertEquals(List.of("buffer 1"), destroyed);
        assertEquals(Optional.empty(), buffers.find(frame(1)));
        assertEquals(Optional.of("one more"), buffers.find(frame(KEPT)));
    }

    @Test
    void forget_destroysTheBuffersOfThatMemory() {
        add(frame(1), "gone");
        add(frame(PixelFormat.XRGB8888, 0, OTHER), "kept");
        buffers.forget(MEMORY::equals);
        assertEquals(List.of("gone"), destroyed);
        assertEquals(Optional.of("kept"), buffers.find(frame(PixelFormat.XRGB8888, 0, OTHER)));
        buffers.close();
        assertEquals(List.of("gone", "kept"), destroyed);
    }
}
