// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.page;

import dev.zeropane.display.Frame;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Surface;
import dev.zeropane.display.web.clipboard.GuestAgent;
import dev.zeropane.display.web.http.WebDisplay;
import dev.zeropane.display.web.http.WebGuest;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// A guest on the page that shows one colour, and keeps what people do to it.
final class PageGuest implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final BlockingQueue<Mode> wishes = new LinkedBlockingQueue<>();
    private final List<Integer> keys = new ArrayList<>();
    private final WebDisplay display;
    private final List<Surface> surfaces = new ArrayList<>();

    PageGuest(WebServer server, String name, int screens) {
        display =
                server.guest(
                        new WebGuest(
                                Optional.of(name),
                                screens,
                                this::input,
                                (_, size) -> wishes.add(size)));
        for (int i = 0; i < screens; i++) {
            surfaces.add(display.open(i));
        }
        display.statsFrom(() ->
                CompletableFuture.completedFuture(
                        Map.of(
                                "scanouts",
                                List.of(
                                        Map.of(
                                                "scanout", 0,
                                                "storage", "aliased",
                                                "dmabuf", "not-wanted")))));
    }

    /// Shares the guest's clipboard.
    void shareClipboard(GuestAgent agent) {
        display.shareClipboard(agent.shared);
    }

    private void input(List<InputEvent> events) {
        synchronized (keys) {
            for (InputEvent event : events) {
                if (event instanceof InputEvent.Key(int code, boolean pressed)) {
                    keys.add(pressed ? code : -code);
                }
            }
        }
    }

    /// Shows a screen full of a colour.
    void show(int screen, int width, int height, int rgb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
        show(screen, new Picture(width, height, pixels));
    }

    void show(int screen, Picture picture) {
        int width = picture.width();
        int height = picture.height();
        MemorySegment memory = Arena.ofAuto().allocate(4L * width * height, 4);
        for (int i = 0; i < width * height; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, picture.pixel(i % width, i / width));
        }
        surfaces.get(screen)
                .show(
                        new Frame(
                                width,
                                height,
                                PixelFormat.XRGB8888,
                                4 * width,
                                0,
                                new LinearMemory(memory)));
    }

    /// Waits until these keys have gone down, or up where they are negative, and no others, and
    /// forgets them.
    void awaitKeys(Integer... wanted) {
        Await.untilTrue(
                () -> "keys " + List.of(wanted) + ", not " + keys(),
                LIMIT,
                () -> keys().equals(List.of(wanted)));
        synchronized (keys) {
            keys.clear();
        }
    }

    private List<Integer> keys() {
        synchronized (keys) {
            return List.copyOf(keys);
        }
    }

    /// Waits until somebody wishes this size.
    void awaitWish(int width, int height) {
        Await.untilTrue(
                () -> "the wish for " + width + "x" + height,
                LIMIT,
                () -> wishes.removeIf(mode -> mode.equals(new Mode(width, height))));
    }

    @Override
    public void close() {
        display.close();
    }
}
