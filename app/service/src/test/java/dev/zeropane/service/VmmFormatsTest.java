// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Surface;
import dev.zeropane.display.vmm.VmmDisplay;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames of formats that virtio-gpu does not have, as a VMM gets them: it knows one format alone.
final class VmmFormatsTest {
    private static final int OFFSET = 6;

    @ParameterizedTest
    @CsvSource({
        "RGB565, 640, 480, 1284",
        "RGB565, 3, 5000, 6",
        "XRGB1555, 641, 333, 1282",
        "RGB888, 640, 480, 1920",
        "RGB888, 16000, 3, 48001",
        "XBGR8888, 640, 480, 2560",
    })
    void frame_arrivesInItsColours(PixelFormat format, int width, int height, int stride) {
        List<String> log = new CopyOnWriteArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<UnixSocket> pair = UnixSocket.pair("the VMM's display");
        EventLoop loop = new EventLoop(failures::add);
        VmmDisplay display = new VmmDisplay(loop, log::add, false);
        Thread thread = Thread.ofPlatform().unstarted(loop::run);
        MemorySegment pixels =
                Arena.ofAuto()
                        .allocate(
                                OFFSET
                                        + (long) stride * (height - 1)
                                        + (long) width * format.bytesPerPixel());
        byte[] noise = new byte[(int) pixels.byteSize()];
        new Random(5).nextBytes(noise);
        pixels.copyFrom(MemorySegment.ofArray(noise));
        FrameMemory memory =
                reader -> {
                    reader.accept(pixels.asReadOnly());
                    return true;
                };
        try {
            thread.start();
            loop.post(() -> {
                Surface surface = display.open(0);
                display.connect(pair.get(1).fd().dup());
                pair.get(1).close();
                surface.show(new Frame(width, height, format, stride, OFFSET, memory));
            });
            VmmScreen screen = new VmmScreen(pair.get(0));
            screen.await(
                    "the picture",
                    Duration.ofSeconds(20),
                    () ->
                            screen.picture(0)
                                    .filter(p -> isWhole(p, format, stride, noise))
                                    .isPresent());
        } finally {
            // The picture is not the last message, so the VMM leaves after the display.
            loop.stop();
            join(thread);
            display.close();
            loop.close();
            pair.get(0).close();
        }
        assertEquals(List.of(), log);
        assertEquals(List.of(), failures);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isWhole(
            ScreenPicture picture, PixelFormat format, int stride, byte[] noise) {
        MemorySegment memory = MemorySegment.ofArray(noise);
        int bytes = format.bytesPerPixel();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int word = 0;
                for (int i = 0; i < bytes; i++) {
                    int at = OFFSET + y * stride + x * bytes + i;
                    word |= (memory.get(ValueLayout.JAVA_BYTE, at) & 0xff) << (8 * i);
                }
                if ((picture.pixel(x, y) & 0xffffff) != format.toRgb(word)) {
                    return false;
                }
            }
        }
        return true;
    }
}
