// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.control.view.RemoteScreen;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Screen;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A screen of a device on a surface that gets it through the control socket.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RemoteScreenTest {
    private final TestDevice device = new TestDevice();
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final EventLoop loop = new EventLoop(failure -> calls.add("failed: " + failure));
    private final Thread thread = Thread.ofPlatform().unstarted(loop::run);
    private final Recorder surface = new Recorder();
    private ControlServer server;
    private RemoteScreen remote;
    private boolean ended;
    private volatile Frame shown;
    private volatile boolean isSeen = true;
    private volatile Runnable seen = () -> {};

    private final class Recorder implements Surface {
        @Override
        public void show(Frame frame) {
            shown = frame;
            calls.add("show " + frame.width() + "x" + frame.height());
        }

        @Override
        public void damage(Rect rect) {
            calls.add("damage " + rect);
        }

        @Override
        public void cursor(Cursor cursor) {
            calls.add(cursor.toString());
        }

        @Override
        public void moveCursor(int x, int y) {
            calls.add("at " + x + "," + y);
        }

        @Override
        public void off() {
            calls.add("off");
        }

        @Override
        public void forget(FrameMemory memory) {
            calls.add("forget " + memory.read(_ -> {}));
        }

        @Override
        public boolean checkSeen(Runnable first) {
            seen = first;
            return isSeen;
        }

        @Override
        public SurfaceStats stats() {
            return SurfaceStats.NONE;
        }

        @Override
        public void close() {}
    }

    private final class Told implements RemoteScreen.Events {
        @Override
        public void guest(String name) {
            calls.add(name);
        }

        @Override
        public void ended(ControlException reason) {
            calls.add(reason.getMessage());
            remote.close();
        }
    }

    @BeforeEach
    void start() {
        server = ControlServer.start(device, Optional.of(Path.of("/x/vm.gpu")));
        thread.start();
    }

    /// What the device shows by then is the first that comes.
    private void view() {
        Screen screen = new Screen();
        ControlClient client = server.connect();
        loop.post(() -> {
            var _ = screen.add("recorder", surface);
            remote = new RemoteScreen(loop, client, 0, false, screen, new Told());
        });
    }

    @AfterEach
    void stop() {
        loop.post(() -> remote.close());
        loop.stop();
        ThreadEnd.await(thread);
        if (!ended) {
            server.close();
        }
        loop.close();
    }

    private void expect(String call) {
        try {
            assertEquals(call, calls.poll(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] row(Frame frame, int y) {
        byte[][] row = new byte[1][];
        assertTrue(
                frame.memory()
                        .read(pixels ->
                                row[0] =
                                        pixels.asSlice(frame.at(0, y), frame.bytes(frame.width()))
                                                .toArray(ValueLayout.JAVA_BYTE)));
        return row[0];
    }

    @Test
    void surface_isShownWhatTheDeviceShows() {
        view();
        expect("vm.gpu");
        expect("off");
        Frame frame = TestDevice.frame(20, 30);
        device.show(frame);
        expect("show 20x30");
        for (int y = 0; y < 30; y++) {
            assertArrayEquals(row(frame, y), row(shown, y));
        }
        Frame first = shown;
        ((TestDevice.Memory) frame.memory()).bytes.set(ValueLayout.JAVA_INT, 64, 0x654321);
        device.damage(new Rect(0, 0, 5, 1));
        expect("damage 5x1+0+0");
        assertArrayEquals(row(frame, 0), row(shown, 0));
        device.show(TestDevice.frame(40, 30));
        expect("show 40x30");
        expect("forget false");
        assertFalse(first.memory().read(_ -> {}));
        device.surfaces.forEach(s -> s.cursor(Cursor.HIDDEN));
        expect("Hidden[]");
        device.surfaces.forEach(s -> s.moveCursor(3, 4));
        expect("at 3,4");
        device.name("web1");
        expect("web1");
        device.surfaces.forEach(Surface::off);
        expect("off");
    }

    /// Of an unseen screen one picture is there, for who comes; nothing is copied after that.
    @Test
    void screenThatNobodySees_isNotFollowed_untilSomebodyDoes() {
        isSeen = false;
        device.show(TestDevice.frame(20, 30));
        view();
        expect("vm.gpu");
        expect("show 20x30");
        for (int i = 0; i < 10; i++) {
            device.damage(new Rect(i, 0, 1, 1));
        }
        try (ControlClient other = server.connect()) {
            // The control thread has done what there was to do.
            assertEquals("vm.gpu", other.stats().text("name"));
        }
        assertEquals(2400, device.surfaces.getFirst().stats().bytesCopied());
        isSeen = true;
        seen.run();
        expect("damage 10x1+0+0");
        Peer.await(
                "only the damage to be copied",
                () -> device.surfaces.getFirst().stats().bytesCopied() == 2440);
    }

    @Test
    void deviceThatEnds_leavesTheScreenOff_andItsMemoryForgotten() {
        device.show(TestDevice.frame(20, 30));
        view();
        expect("vm.gpu");
        expect("show 20x30");
        ended = true;
        server.close();
        expect("the device has ended");
        expect("off");
        expect("forget false");
    }
}
