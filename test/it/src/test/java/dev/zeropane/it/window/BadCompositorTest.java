// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.wayland.Faults;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compositors that die, stall or send what they may not: the guest notices nothing, a person is
/// told once, and nothing piles up.
final class BadCompositorTest extends WaylandGuestTest {
    private static final int FLIPS = 300;

    /// Each fault once, until everything that is made only once has been made.
    private static final int WARM_UP = 7;

    private static final int ROUNDS = Rounds.of(14, 70);

    /// The limit of what memory may grow by; a window and its buffers for each round would be more.
    private static final long SPARE_KIB = 128;

    /// The limit of lines: ten in a minute, and one that says how many more there were.
    private static final int MOST_LINES = 22;

    private WaylandGuest guest() {
        WaylandGuest guest = new WaylandGuest(directory, compositor, 2);
        guest.flip(10);
        guest.awaitLatest();
        return guest;
    }

    /// Something after which a connection is of no more use.
    ///
    /// @param reason what a person is told
    record Fault(String name, Consumer<Faults> what, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("end", Faults::closeConnections, "the compositor ended the connection"),
                new Fault("garbage", faults -> faults.garbage(100_000, 1), "the compositor sent "),
                new Fault("oversize", Faults::oversizeMessage, "sent wl_display@1.error "),
                new Fault("undersize", Faults::undersizeMessage, "sent a message of 4 bytes"),
                new Fault(
                        "descriptors",
                        faults -> faults.descriptors(200),
                        "sent 200 descriptors that belong to no event"),
                new Fault(
                        "unknownObject",
                        Faults::eventOfUnknownObject,
                        "sent an event of object 15728640, which does not exist"),
                new Fault(
                        "protocolError",
                        faults -> faults.protocolError("just so\n\u001b[31m"),
                        "reports error 3 of wl_display@1: just so"));
    }

    static Stream<Fault> faultsOnce() {
        return faults().stream();
    }

    @ParameterizedTest
    @MethodSource("faultsOnce")
    void connectionThatBreaks_isSaidOnce_andMadeAgain(Fault fault) {
        try (WaylandGuest guest = guest()) {
            int descriptors = guest.usage().descriptors();
            fault.what.accept(compositor.faults());
            guest.flip(FLIPS);
            guest.awaitSays(" again", 0);
            guest.awaitLatest();
            guest.flip(FLIPS);
            guest.awaitLatest();
            assertSaidGoneAndBack(guest, fault.reason);
            guest.assertDescriptors(descriptors);
            assertEquals(1, compositor.counts().clients(), compositor.counts()::toString);
            guest.end();
        }
    }

    private void assertSaidGoneAndBack(WaylandGuest guest, String reason) {
        List<String> said = guest.said();
        assertEquals(2, said.size(), said::toString);
        String socket = compositor.socket().toString();
        String gone = said.getFirst();
        assertTrue(
                gone.contains("no windows at " + socket + " until the compositor is back: "), gone);
        assertTrue(gone.contains(reason), gone);
        assertTrue(gone.chars().noneMatch(Character::isISOControl), gone);
        assertTrue(said.getLast().endsWith("windows at " + socket + " again"), said::toString);
    }

    @Test
    void compositorThatIsKilled_isWaitedFor() {
        try (WaylandGuest guest = guest()) {
            int descriptors = guest.usage().descriptors();
            compositor.goAway();
            guest.awaitSays("no windows at", 0);
            guest.flip(FLIPS);
            compositor.comeBack();
            guest.awaitLatest();
            guest.awaitSays(" again", 0);
            assertSaidGoneAndBack(guest, "the compositor ended the connection");
            guest.assertDescriptors(descriptors);
            compositor.goAway();
            guest.awaitSays("no windows at", 2);
            guest.flip(FLIPS);
            guest.end();
            assertEquals(3, guest.said().size(), guest.said()::toString);
        }
    }

    @Test
    void connectionsThatBreakAgainAndAgain_leaveNothing_andFillNoLog() {
        try (WaylandGuest guest = guest()) {
            breakConnections(guest, WARM_UP);
            JvmMemory before = guest.memory();
            ProcessUsage usage = guest.usage();
            breakConnections(guest, ROUNDS);
            guest.assertDescriptors(usage.descriptors());
            assertEquals(usage.mappings(), guest.usage().mappings());
            JvmMemory after = guest.memory();
            assertTrue(after.moreThan(before) <= SPARE_KIB, () -> before + " became " + after);
            assertTrue(guest.said().size() <= MOST_LINES, guest.said()::toString);
            guest.end();
        }
    }

    private void breakConnections(WaylandGuest guest, int rounds) {
        List<Fault> all = faults();
        for (int round = 0; round < rounds; round++) {
            all.get(round % all.size()).what.accept(compositor.faults());
            guest.flip(20);
            awaitNoOlderWindow();
            guest.awaitLatest();
        }
    }

    /// The compositor does not notice at once that a client is gone.
    private void awaitNoOlderWindow() {
        Await.untilTrue(
                () -> "one window of " + compositor.windows().size(),
                WaylandGuest.LIMIT,
                () -> compositor.counts().clients() == 1 && compositor.windows().size() == 1);
    }

    @Test
    void frameCallbacksThatAreNeverAnswered_costNothing() {
        try (WaylandGuest guest = guest()) {
            compositor.frameCallbacks(FrameCallbacks.HELD);
            guest.flip(FLIPS);
            int descriptors = guest.usage().descriptors();
            int buffers = compositor.counts().dmabufBuffers();
            long commits = compositor.commits().count();
            guest.flip(10 * FLIPS);
            assertTrue(compositor.commits().count() <= commits + 1, "one frame in flight");
            assertEquals(buffers, compositor.counts().dmabufBuffers());
            guest.assertDescriptors(descriptors);
            compositor.frameCallbacks(FrameCallbacks.AT_ONCE);
            guest.awaitLatest();
            compositor.frameCallbacks(FrameCallbacks.NEVER);
            guest.flip(FLIPS);
            guest.end();
            assertEquals(List.of(), guest.said());
        }
    }

    @Test
    void compositorThatStopsReading_isNotWaitedFor() {
        try (WaylandGuest guest = guest()) {
            compositor.faults().stopReading(true);
            guest.flip(FLIPS);
            int descriptors = guest.usage().descriptors();
            guest.flip(10 * FLIPS);
            guest.assertDescriptors(descriptors);
            compositor.faults().stopReading(false);
            guest.awaitLatest();
            compositor.faults().stopReading(true);
            guest.flip(FLIPS);
            guest.end();
            assertEquals(List.of(), guest.said());
        }
    }

    @Test
    void windowsThatAreNeverConfigured_showNothing_untilTheyAre() {
        compositor.configureWindows(false);
        try (WaylandGuest guest = new WaylandGuest(directory, compositor, 2)) {
            guest.flip(FLIPS);
            int descriptors = guest.usage().descriptors();
            guest.flip(FLIPS);
            guest.assertDescriptors(descriptors);
            assertFalse(compositor.windows().getFirst().isMapped());
            compositor.configureWindows(true);
            guest.awaitLatest();
            compositor.configureWindows(false);
            compositor.faults().closeConnections();
            guest.awaitSays("no windows at", 0);
            awaitNoOlderWindow();
            guest.flip(FLIPS);
            guest.end();
            assertEquals(1, guest.said().size(), guest.said()::toString);
        }
    }

    @Test
    void dmaBufsThatAreRefused_comeAsPixels_andThatIsSaidOnce() {
        compositor.refuseDmabufs(true);
        try (WaylandGuest guest = guest()) {
            guest.flip(FLIPS);
            guest.awaitLatest();
            int descriptors = guest.usage().descriptors();
            int shm = compositor.counts().shmBuffers();
            guest.flip(FLIPS);
            guest.awaitLatest();
            guest.assertDescriptors(descriptors);
            assertEquals(shm, compositor.counts().shmBuffers());
            assertEquals(0, compositor.counts().dmabufBuffers());
            guest.awaitSays("", 0);
            List<String> said = guest.said();
            assertEquals(1, said.size(), said::toString);
            assertTrue(
                    said.getFirst().contains("the compositor refused a dma-buf (320x240, XRGB8888"),
                    said::toString);
            compositor.refuseDmabufs(false);
            compositor.faults().closeConnections();
            guest.awaitSays(" again", 1);
            guest.flip(FLIPS);
            guest.awaitLatest();
            assertTrue(compositor.counts().dmabufBuffers() > 0, compositor.counts()::toString);
            compositor.refuseDmabufs(true);
            guest.end();
        }
    }
}
