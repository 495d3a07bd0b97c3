// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixServerSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The protocol, spoken by hand.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ControlServerTest extends ServerRig {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void stats_namesItself() {
        Fields answer = peer().send("stats\n").expect("stats");
        assertEquals("vm.gpu", answer.text("name"));
        assertEquals(ProcessHandle.current().pid(), answer.number("pid"));
        assertEquals(1, answer.number("protocol"));
        assertEquals(Optional.empty(), answer.find("vmm"));
    }

    @Test
    void stats_thenSendingSideClosed_isStillAnswered() {
        List<Instance> all = Instances.all(directories);
        assertEquals(1, all.size());
        assertTrue(all.getFirst().isCalled("vm.gpu"));
        assertTrue(all.getFirst().isCalled(Long.toString(ProcessHandle.current().pid())));
    }

    /// As on a logout, when the user's runtime directory goes.
    @Test
    void directoryThatVanished_isMadeAgain_andTheProcessFound() throws IOException {
        Path directory = runtime.resolve("zeropane");
        Files.delete(directory.resolve(ProcessHandle.current().pid() + ".sock"));
        Files.delete(directory);
        Peer.await("the socket to be back", () -> !Instances.all(directories).isEmpty());
        assertEquals("vm.gpu", Instances.find(Optional.empty(), Instances.all(directories)).name());
    }

    /// Processes that were stopped accept nobody and answer nothing; all are given the same time.
    @Test
    void all_someThatNeverAnswer_takesNoLongerThanOne() {
        Duration limit = Duration.ofMillis(500);
        int count = 40;
        List<UnixServerSocket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                silent.add(
                        UnixServerSocket.listen(
                                runtime.resolve("zeropane/" + (2147483600 + i) + ".sock")));
            }
            long start = System.nanoTime();
            List<Instance> all = Instances.all(directories, limit);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertEquals(count + 1, all.size());
            assertEquals(1, all.stream().filter(i -> i.stats().isPresent()).count());
            assertEquals(
                    count, all.stream().filter(i -> i.silence().equals("does not answer")).count());
            assertTrue(took.compareTo(limit.multipliedBy(count / 2)) < 0, took::toString);
        } finally {
            silent.forEach(UnixServerSocket::close);
        }
    }

    @Test
    void stats_manyInOneWrite_answeredInOrder() {
        Peer peer = peer().send("stats\nstats\nst");
        peer.expect("stats");
        peer.expect("stats");
        peer.send("ats\n").expect("stats");
    }

    @Test
    void wrongRequests_areRefused() {
        for (String wrong :
                List.of(
                        "\n",
                        "STATS\n",
                        "next\n",
                        "watch\n",
                        "watch -1\n",
                        "watch 2\n",
                        "watch 999\n",
                        "watch 9999999999\n",
                        "watch 0 0\n",
                        "\u00ff\u0000\n",
                        "{\"type\":\"stats\"}\n",
                        "x".repeat(256))) {
            peer().send(wrong).expectRefusal();
        }
        peer().send("watch 0\nwatch 0\n").expect("off");
    }

    @Test
    void descriptors_areRefused() {
        try (Fd fd = Memfd.create("not wanted", 4096)) {
            peer().send("stats\n", fd, fd).expectRefusal();
        }
    }

    @Test
    void watch_frameThenOff_withSealedCopy() {
        Frame frame = TestDevice.frame(7, 3);
        device.show(frame);
        Peer peer = peer().send("watch 1\n");
        Fields message = peer.expect("frame");
        assertEquals(1, message.number("scanout"));
        assertEquals(1, message.number("sequence"));
        assertEquals("memfd", message.text("memory"));
        assertEquals("XR24", message.text("fourcc"));
        assertEquals(7, message.number("width"));
        assertEquals(3, message.number("height"));
        assertEquals(7 * 4, message.number("stride"));
        assertEquals(7 * 4 * 3, message.number("size"));
        assertEquals(7, message.object("damage").number("width"));
        Fd fd = peer.fds().getFirst();
        assertEquals(1, peer.fds().size());
        assertTrue(
                fd.seals()
                        .orElseThrow()
                        .has(
                                Seals.F_SEAL_SEAL
                                        | Seals.F_SEAL_SHRINK
                                        | Seals.F_SEAL_GROW
                                        | Seals.F_SEAL_WRITE));
        assertEquals(7 * 4 * 3, fd.size());
        device.surfaces.forEach(surface -> surface.off());
        assertFalse(peer.hasSomething());
        peer.send("next\n").expect("off");
    }

    @Test
    void client_readsThePixels() {
        Frame frame = TestDevice.frame(7, 3);
        device.show(frame);
        List<int[]> rows = new ArrayList<>();
        try (ControlClient client = server.connect()) {
            client.watch(0);
            boolean answered =
                    client.next(
                            SOON,
                            message ->
                                    message.frame()
                                            .memory()
                                            .read(p -> rows.add(p.toArray(ValueLayout.JAVA_INT))),
                            () -> {});
            assertTrue(answered);
        }
        int[] expected = new int[21];
        for (int i = 0; i < 21; i++) {
            expected[i] = (16 + i / 7 * 11 + i % 7) * 0x10001;
        }
        assertArrayEquals(expected, rows.getFirst());
    }

    @Test
    void watch_withoutNext_latestWinsAndDamageAddsUp() {
        device.show(TestDevice.frame(100, 50));
        Peer peer = peer().send("watch 0\n");
        peer.expect("frame");
        device.damage(new Rect(10, 10, 5, 5));
        device.damage(new Rect(50, 20, 5, 5));
        device.damage(new Rect(500, 20, 5, 5));
        assertFalse(peer.hasSomething());
        Fields message = peer.send("next\n").expect("frame");
        assertEquals(3, message.number("sequence"));
        Fields damage = message.object("damage");
        assertEquals(10, damage.number("x"));
        assertEquals(45, damage.number("width"));
        Surface watcher = device.surfaces.getFirst();
        Peer.await("the second picture to be counted", () -> watcher.stats().shown() == 2);
        assertEquals(new SurfaceStats(2, 1, 2 * 100 * 50 * 4), watcher.stats());
        // Ready before anything happens: told at once when it does.
        peer.send("next\n");
        assertFalse(peer.hasSomething());
        device.show(TestDevice.frame(20, 10));
        assertEquals(20, peer.expect("frame").number("width"));
    }

    @Test
    void watch_memoryTakenBack_nextFrameIsSent() {
        Frame gone = TestDevice.frame(8, 8);
        ((TestDevice.Memory) gone.memory()).gone = true;
        device.show(gone);
        Peer peer = peer().send("watch 0\n");
        assertFalse(peer.hasSomething());
        device.show(TestDevice.frame(9, 9));
        assertEquals(9, peer.expect("frame").number("width"));
    }

    @Test
    void watch_pictureTooLargeToLend_isRefused() {
        // 16384 x 16384 pixels are 1 GiB, of which none is there.
        device.show(
                new Frame(
                        16384,
                        16384,
                        TestDevice.frame(1, 1).format(),
                        65536,
                        0,
                        new TestDevice.Memory(1)));
        peer().send("watch 0\n").expectRefusal();
    }

    /// Four pictures of a quarter of what may be lent, and then one too many: with `next` said, and
    /// with the connection closed.
    @Test
    void watch_picturesThatAreKept_countUntilTheyAreClosed() {
        Frame quarter = TestDevice.frame(256, 256);
        device.show(quarter);
        Peer keeps = peer().send("watch 0\n");
        for (int i = 0; i < 4; i++) {
            keeps.expect("frame");
            device.damage(quarter.bounds());
            keeps.send("next\n");
        }
        keeps.expectRefusal();
        peer().send("watch 0\n").expectRefusal();
        keeps.closeFds();
        Peer closes = peer().send("watch 0\n");
        for (int i = 0; i < 20; i++) {
            closes.expect("frame");
            closes.closeFds();
            device.damage(quarter.bounds());
            closes.send("next\n");
        }
    }

    @Test
    void device_thatHangs_isSaidSo() {
        device.hangs = true;
        Peer stats = peer().send("stats\n");
        Peer watch = peer().send("watch 0\n");
        stats.expectRefusal();
        watch.expectRefusal();
    }

    @Test
    void requests_farAheadOfTheirAnswers_areRefusedWithTheReason() {
        device.hangs = true;
        Fields told = peer().send("stats\n".repeat(60)).expect("error");
        assertTrue(told.text("message").contains("one thing at a time"), told::toString);
    }

    @Test
    void connections_silentOnesMakeRoom() {
        Peer first = peer();
        for (int i = 1; i < ControlServer.MAX_CLIENTS; i++) {
            peer();
        }
        peer().send("stats\n").expect("stats");
        assertEquals(Optional.empty(), first.receive());
    }

    /// Who asks for one thing has its place, and those that came first keep theirs.
    @Test
    void connections_thatWatch_leaveRoomForOthers() {
        for (int i = 0; i < ControlServer.MAX_CLIENTS; i++) {
            peer().send("watch 0\n").expect("off");
        }
        Peer passing = peers.get(ControlServer.MAX_STAYING);
        peer().send("stats\n").expect("stats");
        Fields told = passing.expect("error");
        assertTrue(told.text("message").contains("16 others"), told::toString);
        assertEquals(Optional.empty(), passing.receive());
        peer().send("watch 0\n").expect("off");
        device.show(TestDevice.frame(4, 4));
        for (Peer staying : peers.subList(0, ControlServer.MAX_STAYING)) {
            staying.send("next\n").expect("frame");
        }
    }

    @Test
    void requests_withoutReadingAnswers_endTheConnection() {
        Peer peer = peer();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment line = arena.allocateFrom("stats\n").asSlice(0, 6);
            long deadline = System.nanoTime() + SOON.toNanos();
            assertThrows(
                    LinuxException.Disconnected.class,
                    () -> {
                        while (System.nanoTime() < deadline) {
                            peer.socket.send(line, List.of());
                        }
                    });
        }
        peer().send("stats\n").expect("stats");
    }

    @Test
    void find_byNameOrPid_elseSaysWhatThereIs() {
        List<Instance> all =
                List.of(
                        instance(10, "web"),
                        instance(11, "web"),
                        instance(12, "db"),
                        instance(13, "10"));
        assertEquals(12, Instances.find(Optional.of("db"), all).pid());
        assertEquals(11, Instances.find(Optional.of("11"), all).pid());
        for (Optional<String> unclear :
                List.of(
                        Optional.of("web"),
                        Optional.of("10"),
                        Optional.of("none\u001b"),
                        Optional.<String>empty())) {
            String message =
                    assertThrows(ControlException.class, () -> Instances.find(unclear, all))
                            .getMessage();
            assertTrue(message.contains("web (10), web (11), db (12), 10 (13)"), message);
            assertFalse(message.contains("\u001b"), message);
        }
        assertEquals(10, Instances.find(Optional.empty(), all.subList(0, 1)).pid());
        assertThrows(ControlException.class, () -> Instances.find(Optional.empty(), List.of()));
    }

    private static Instance instance(long pid, String name) {
        return new Instance(
                pid,
                Path.of("/x"),
                Optional.of(new Fields(Map.of("type", "stats", "name", name))),
                "");
    }
}
