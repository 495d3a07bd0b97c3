// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/// What a VMM gets through its display socket, and what comes of what it answers.
abstract class VmmTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Longer than the display leaves a slow VMM alone.
    private static final Duration QUIET = Duration.ofMillis(45);

    private ShownDevice device;

    final void start(int outputs) {
        device = new ShownDevice(outputs, sharesDmaBufs());
        device.connect();
    }

    final void start() {
        start(1);
    }

    boolean sharesDmaBufs() {
        return false;
    }

    @AfterEach
    final void end() {
        if (device != null) {
            device.close();
        }
        ended();
    }

    /// All is closed.
    void ended() {}

    final ShownDevice device() {
        return device;
    }

    final VmmScreen screen() {
        return device.screen();
    }

    final int count(int message) {
        return screen().count(message);
    }

    final void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + ": not in time, " + screen());
            if (!screen().poll()) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /// Reads until nothing more comes.
    final void drain() {
        long lastNews = System.nanoTime();
        while (System.nanoTime() - lastNews < QUIET.toNanos()) {
            if (screen().poll()) {
                lastNews = System.nanoTime();
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    final boolean shows(DrawnPicture picture) {
        return shows(0, picture, picture.bounds());
    }

    final boolean shows(int scanout, DrawnPicture picture, Rect part) {
        return screen().picture(scanout).filter(seen -> isEqual(seen, picture, part)).isPresent();
    }

    private static boolean isEqual(ScreenPicture seen, DrawnPicture picture, Rect part) {
        if (seen.width() != part.width() || seen.height() != part.height()) {
            return false;
        }
        for (int y = 0; y < part.height(); y++) {
            for (int x = 0; x < part.width(); x++) {
                int expected = picture.getPixel(part.x() + x, part.y() + y);
                if (((seen.pixel(x, y) ^ expected) & 0xffffff) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    final DrawnPicture drawn(int seed, int width, int height) {
        DrawnPicture picture = device.picture(width, height);
        picture.draw(seed);
        return picture;
    }

    final DrawnPicture shown(int seed, int width, int height) {
        DrawnPicture picture = drawn(seed, width, height);
        device.show(0, picture);
        update(picture);
        await("the picture", () -> shows(picture));
        drain();
        return picture;
    }

    final void update(DrawnPicture picture) {
        update(picture, picture.bounds());
    }

    /// Stand-ins for dma-bufs hold a copy.
    final void update(DrawnPicture picture, Rect rect) {
        device.buffers().refresh();
        device.update(picture, rect);
    }
}
