// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `watch SCANOUT dmabuf`, spoken by hand. A memfd stands in for the dma-buf.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class WatchDmaBufTest extends ServerRig {
    private static final int SIZE = 8192;

    private final StandIn buffer = new StandIn(SIZE);
    private final Frame exported = TestDevice.frame(20, 30, new TestDevice.Memory(buffer));

    @Override
    long maxLent() {
        return 64 << 20;
    }

    @Override
    void stopped() {
        buffer.close();
        assertEquals(0, StandIn.held());
    }

    private static void awaitHeld(int count) {
        Peer.await(count + " descriptors", () -> StandIn.held() == count);
    }

    /// Of the first watcher, once what it was sent is counted.
    private SurfaceStats stats() {
        Peer.await("the first picture to be counted", () -> first().shown() > 0);
        return first();
    }

    private SurfaceStats first() {
        return device.surfaces.getFirst().stats();
    }

    private Peer watching() {
        return peer().send("watch 0 dmabuf\n");
    }

    @Test
    void frame_isTheGuestsOwnPages_andShowsWhatIsDrawnLater() {
        device.show(exported);
        Peer peer = watching();
        Fields message = peer.expect("frame");
        assertEquals("dmabuf", message.text("memory"));
        assertEquals(SIZE, message.number("size"));
        assertEquals(20, message.number("width"));
        assertEquals(30, message.number("height"));
        assertEquals(96, message.number("stride"));
        assertEquals(64, message.number("offset"));
        assertEquals("XR24", message.text("fourcc"));
        assertEquals(1, peer.fds().size());
        Fd fd = peer.fds().getFirst();
        try (Mapping mapping = Mapping.of(fd, 0, fd.size(), Mapping.Access.READ)) {
            buffer.memory().set(ValueLayout.JAVA_INT, 64 + 96 + 4, 0x123456);
            assertEquals(0x123456, mapping.segment().get(ValueLayout.JAVA_INT, 64 + 96 + 4));
        }
        assertFalse(peer.hasSomething());
        assertEquals(new SurfaceStats(1, 0, 0), stats());
    }

    @Test
    void whoAsksForCopies_getsCopies() {
        device.show(exported);
        Peer peer = peer().send("watch 0\n");
        Fields message = peer.expect("frame");
        assertEquals("memfd", message.text("memory"));
        assertEquals(80, message.number("stride"));
        assertEquals(0, message.number("offset"));
        assertEquals(2400, peer.fds().getFirst().size());
        awaitHeld(1);
    }

    @Test
    void whatIsNotExported_comesAsACopy() {
        device.show(TestDevice.frame(20, 30));
        Peer peer = watching();
        assertEquals("memfd", peer.expect("frame").text("memory"));
        assertEquals(new SurfaceStats(1, 0, 2400), stats());
    }

    /// In turn, so often that copies which were not given back would use up the budget.
    @Test
    void copiesAndDmaBufs_takeTurns() {
        TestDevice.Memory large = new TestDevice.Memory(64 + 4016L * 1000);
        Frame copied = TestDevice.frame(1000, 1000, large);
        device.show(copied);
        Peer peer = watching();
        for (int i = 0; i < 150; i++) {
            assertEquals("memfd", peer.expect("frame").text("memory"));
            device.show(exported);
            assertEquals("dmabuf", peer.send("next\n").expect("frame").text("memory"));
            device.show(copied);
            peer.closeFds();
            peer.send("next\n");
        }
    }

    @Test
    void clientThatNeverAsksForMore_holdsOne() {
        device.show(exported);
        Peer peer = watching();
        peer.expect("frame");
        for (int i = 0; i < 1000; i++) {
            device.show(exported);
        }
        assertFalse(peer.hasSomething());
        // The test's own, and the client's.
        awaitHeld(2);
        Fields message = peer.send("next\n").expect("frame");
        assertEquals(1001, message.number("sequence"));
    }

    @Test
    void clientsThatGo_leaveNothing() {
        device.show(exported);
        for (int i = 0; i < 100; i++) {
            Peer peer = new Peer(runtime).send("watch 0 dmabuf\n");
            if (i % 2 == 0) {
                peer.expect("frame");
            }
            peer.close();
        }
        awaitHeld(1);
    }

    @Test
    void memoryTakenBack_comesAsWhateverIsNext() {
        TestDevice.Memory memory = (TestDevice.Memory) exported.memory();
        memory.exported = Optional.empty();
        memory.gone = true;
        device.show(exported);
        Peer peer = watching();
        assertFalse(peer.hasSomething());
        device.surfaces.forEach(surface -> surface.off());
        peer.expect("off");
    }

    @Test
    void wrongRequests_areRefused() {
        for (String wrong :
                List.of("watch 2 dmabuf", "watch 0 DMABUF", "watch 0 dmabufs", "watch dmabuf 0")) {
            peer().send(wrong + "\n").expectRefusal();
        }
    }

    /// The project's own client looks at what it is given.
    @Test
    void client_takesNothingElseForADmaBuf() {
        device.show(exported);
        try (ControlClient client = server.connect()) {
            client.watchLive(0);
            String message =
                    assertThrows(
                                    ControlException.class,
                                    () -> client.next(Peer.SOON, _ -> {}, () -> {}))
                            .getMessage();
            assertTrue(message.contains("something else"), message);
        }
        awaitHeld(1);
    }
}
