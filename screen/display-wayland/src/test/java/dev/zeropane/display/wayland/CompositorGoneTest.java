// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.testkit.wayland.Faults;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import dev.zeropane.wayland.WaylandException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Compositors end, hang, and come back; the guest is none the worse for it.
@Timeout(60)
final class CompositorGoneTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;

    @TempDir private Path directory;

    private WaylandOptions options() {
        return new WaylandOptions(
                directory.resolve("wayland-test"),
                "a guest",
                WaylandOptions.Scale.FIT,
                true,
                InputSink.NONE,
                SizeWishes.NONE);
    }

    private static class NoEvents implements WaylandDisplay.Events {
        @Override
        public void log(String message) {}

        @Override
        public void failed(Throwable failure) {}

        @Override
        public void windowClosed(int scanout) {}
    }

    @Test
    void nobodyListens_isSaid() {
        LinuxException e =
                assertThrows(
                        LinuxException.class, () -> WaylandDisplay.open(options(), new NoEvents()));
        assertTrue(e.getMessage().contains("wayland-test"), e.getMessage());
        assertNoThread();
    }

    @Test
    void noAnswerAtTheStart_isSaid() {
        List<String> logged = new ArrayList<>();
        WaylandDisplay.Events events =
                new NoEvents() {
                    @Override
                    public void log(String message) {
                        logged.add(message);
                    }
                };
        try (UnixServerSocket _ = UnixServerSocket.listen(options().socket())) {
            WaylandException e =
                    assertThrows(
                            WaylandException.class,
                            () ->
                                    WaylandDisplay.open(
                                            options(),
                                            events,
                                            Duration.ZERO,
                                            Duration.ofMillis(200)));
            assertEquals(
                    "the compositor at " + options().socket() + " does not answer", e.getMessage());
        }
        assertEquals(
                List.of("waiting for an answer of the compositor at " + options().socket()),
                logged);
        assertNoThread();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xdg_wm_base", "wl_compositor", "wl_subcompositor", "wl_shm"})
    void noCompositorOfWindows_isSaid(String missing) {
        try (TestCompositor _ =
                TestCompositor.start(directory, new CompositorOptions().without(missing))) {
            WaylandException e =
                    assertThrows(
                            WaylandException.class,
                            () -> WaylandDisplay.open(options(), new NoEvents()));
            assertEquals(options().socket() + ": the compositor has no " + missing, e.getMessage());
        }
        assertNoThread();
    }

    private static void assertNoThread() {
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter("zeropane-wayland"::equals)
                        .toList());
    }

    @Test
    void gone_andBack_showsTheSame() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertTrue(rig.surface.takesDmaBuf(PixelFormat.XRGB8888, WIDTH * 4, 0));
            rig.compositor.goAway();
            rig.await(
                    "nothing is taken",
                    () -> !rig.surface.takesDmaBuf(PixelFormat.XRGB8888, WIDTH * 4, 0));
            rig.paint(frame, 1);
            rig.surface.damage(frame.bounds());
            rig.compositor.comeBack();
            rig.awaitPicture(frame, 1);
            assertTrue(rig.surface.takesDmaBuf(PixelFormat.XRGB8888, WIDTH * 4, 0));
            String socket = rig.compositor.socket().toString();
            rig.await("both lines", () -> rig.log.size() == 2);
            assertEquals(
                    List.of(
                            "no windows at "
                                    + socket
                                    + " until the compositor is back: the compositor ended the"
                                    + " connection",
                            "windows at " + socket + " again"),
                    rig.log);
        }
        assertNoThread();
    }

    @Test
    void goneManyTimes_nothingIsLeft() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame copied = rig.frame();
            for (int i = 1; i <= 3; i++) {
                rig.paint(copied, i);
                rig.show(copied);
                rig.awaitPicture(copied, i);
                rig.compositor.faults().closeConnections();
                rig.await("no windows", () -> rig.compositor.windows().isEmpty());
            }
            rig.awaitPicture(copied, 3);
        }
    }

    @Test
    void gone_whileItImports_triesAgain() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.compositor.faults().stopReading(true);
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.compositor.faults().closeConnections();
            rig.awaitPicture(frame, 0);
        }
    }

    static Stream<Named<Consumer<Faults>>> faults() {
        return Stream.of(
                Named.of("garbage", f -> f.garbage(1000, 42)),
                Named.of("a few bytes", f -> f.garbage(64, 7)),
                Named.of("too long", Faults::oversizeMessage),
                Named.of("too short", Faults::undersizeMessage),
                Named.of("descriptors", f -> f.descriptors(200)),
                Named.of("unknown object", Faults::eventOfUnknownObject),
                Named.of("protocol error", f -> f.protocolError("you\n\u001b[31m did it")),
                Named.of("end", Faults::closeConnections));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void brokenCompositor_isOneLine_andShownTheSameAgain(Consumer<Faults> fault) {
        try (DisplayRig rig = new DisplayRig();
                DisplayRig other = new DisplayRig()) {
            rig.expectErrors();
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            int imported = rig.compositor.counts().dmabufBuffers();
            fault.accept(rig.compositor.faults());
            rig.await(
                    "another connection", () -> rig.compositor.counts().dmabufBuffers() > imported);
            rig.awaitPicture(frame, 0);
            rig.await("both lines", () -> rig.log.size() == 2);
            assertTrue(rig.log.get(0).startsWith("no windows at "), rig.log.toString());
            assertTrue(
                    rig.log.get(0).chars().noneMatch(Character::isISOControl), rig.log.toString());
            // Another display goes on.
            Frame elsewhere = other.frame();
            other.show(elsewhere);
            other.awaitPicture(elsewhere, 0);
            assertEquals(List.of(), other.log);
        }
    }

    @Test
    void unusableWhenItIsBack_isTriedLessAndLessOften() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.compositor.removeGlobal("xdg_wm_base");
            long before = registries(rig).size();
            rig.compositor.faults().closeConnections();
            rig.await("two tries", () -> registries(rig).size() >= before + 2);
            List<SentRequest> tries = registries(rig);
            long first = tries.get((int) before).nanoTime();
            long second = tries.get((int) before + 1).nanoTime();
            assertTrue(second - first >= 450_000_000L, "after " + (second - first));
            assertEquals(1, rig.log.size(), rig.log.toString());
            rig.compositor.addGlobal("xdg_wm_base", 6);
            rig.awaitPicture(frame, 0);
            rig.await("both lines", () -> rig.log.size() == 2);
        }
    }

    private static List<SentRequest> registries(DisplayRig rig) {
        return rig.compositor.requests().entries().stream()
                .filter(request -> request.name().equals("get_registry"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void close_whileTheCompositorDoesNotRead_doesNotWait(boolean busy) {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.compositor.faults().stopReading(true);
            for (int i = 0; busy && i < 200; i++) {
                rig.display.open(i + 1).show(frame);
            }
        }
        assertNoThread();
    }

    @Test
    void close_whileNobodyListens() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            rig.window();
            rig.compositor.goAway();
            rig.await("it is noticed", () -> !rig.log.isEmpty());
        }
        assertNoThread();
    }

    @Test
    void surfaceClosed_windowIsBlack() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.surface.close();
            rig.await("black", () -> rig.window().parts().size() == 1);
            assertFalse(rig.compositor.windows().isEmpty());
        }
    }

    /// Whatever a guest does, and however little the compositor: nobody waits.
    @Test
    void surfacesNeverWait_andTheLastFrameIsShown() throws InterruptedException {
        try (DisplayRig rig = new DisplayRig()) {
            Frame first = rig.frame(true, WIDTH, HEIGHT);
            rig.show(first);
            rig.awaitPicture(first, 0);
            rig.compositor.frameCallbacks(FrameCallbacks.HELD);
            rig.compositor.faults().stopReading(true);
            Frame second = rig.frame(false, WIDTH, HEIGHT);
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 20_000; i++) {
                                    rig.surface.show(i % 2 == 0 ? first : second);
                                }
                            });
            for (int i = 0; i < 20_000; i++) {
                rig.surface.damage(first.bounds());
                if (i % 100 == 0) {
                    rig.surface.off();
                }
            }
            other.join();
            rig.compositor.faults().stopReading(false);
            rig.compositor.frameCallbacks(FrameCallbacks.AT_ONCE);
            rig.paint(second, 9);
            rig.show(second);
            rig.awaitPicture(second, 9);
            assertEquals(List.of(), rig.log);
        }
    }
}
