// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// VMMs that answer updates of dma-bufs late, never, wrongly and unasked.
final class DmaBufAnswersTest extends DmaBufTest {
    /// It reads, and does not say what it can: nothing but questions is sent.
    @Test
    void vmmThatAnswersLate_seesTheLatestThen() {
        start();
        screen().holdDisplayInfo(true);
        DrawnPicture fb = drawn(1, WIDTH, HEIGHT);
        for (int i = 0; i < 50; i++) {
            device().show(0, fb);
            update(fb);
        }
        drain();
        assertEquals(1, count(VHOST_USER_GPU_GET_PROTOCOL_FEATURES));
        assertTrue(screen().picture(0).isEmpty());
        assertEquals(0, stats().shown());
        assertAddsUp();
        screen().holdDisplayInfo(false);
        await("the picture", () -> shows(fb));
        drain();
        assertEquals(1, stats().shown());
        assertNothingWaits();
    }

    @Test
    void updateNotAnswered_damageAddsUp_andTheNextWaits() {
        start();
        DrawnPicture fb = shown(1);
        long dropped = stats().dropped();
        int before = count(VHOST_USER_GPU_DMABUF_UPDATE);
        screen().forgetMessages();
        screen().holdDmaBufUpdates(true);
        Rect first = new Rect(3, 5, 7, 2);
        update(fb, first);
        drain();
        fb.fill(new Rect(10, 10, 5, 5), 0xff00ff00);
        update(fb, new Rect(10, 10, 5, 5));
        update(fb, new Rect(100, 20, 9, 4));
        device().moveCursor(0, 1, 2);
        drain();
        assertEquals(updates(first), screen().messages());
        screen().holdDmaBufUpdates(false);
        drain();
        assertEquals(before + 2, count(VHOST_USER_GPU_DMABUF_UPDATE));
        assertTrue(shows(fb));
        assertNothingWaits();
        assertEquals(dropped + 1, stats().dropped());
    }

    private static List<VmmScreen.Message> updates(Rect rect) {
        return List.of(new VmmScreen.Message(VHOST_USER_GPU_DMABUF_UPDATE, 0, rect));
    }

    @Test
    void damageThatAddedUp_isOneRectangle() {
        start();
        DrawnPicture fb = shown(1);
        screen().holdDmaBufUpdates(true);
        update(fb, new Rect(0, 0, 1, 1));
        drain();
        screen().forgetMessages();
        update(fb, new Rect(10, 10, 5, 5));
        update(fb, new Rect(100, 20, 9, 4));
        screen().holdDmaBufUpdates(false);
        drain();
        assertEquals(updates(new Rect(10, 10, 99, 14)), screen().messages());
    }

    @Test
    void vmmThatNeverAnswers_guestGoesOn_andLaterTheLatestShows() {
        start();
        DrawnPicture front = shown(1);
        DrawnPicture back = drawn(2, WIDTH, HEIGHT);
        screen().holdDmaBufUpdates(true);
        long before = stats().shown();
        for (int i = 0; i < 300; i++) {
            device().show(0, back);
            device().update(back, back.bounds());
            device().show(0, front);
            device().update(front, new Rect(0, 0, 16, 16));
        }
        assertTrue(device().get(() -> device().display().of(0)).isPresent());
        // One that is never answered was still shown by nobody.
        assertEquals(before, stats().shown());
        assertAddsUp();
        assertTrue(stats().dropped() > 1000, () -> stats().toString());
        int messages = screen().messages().size();
        device().buffers().refresh();
        screen().holdDmaBufUpdates(false);
        await("the latest", () -> shows(front));
        drain();
        // A SCANOUT2, which it may have been told of already, an update, and the size again.
        assertTrue(screen().messages().size() <= messages + 3, screen()::toString);
        assertNothingWaits();
    }

    @Test
    void vmmThatNeverReads_guestGoesOn_andFewDescriptorsWait() {
        start();
        DrawnPicture front = shown(1);
        DrawnPicture back = drawn(2, WIDTH, HEIGHT);
        device().neglect();
        for (int i = 0; i < 300; i++) {
            device().show(0, back);
            device().update(back, back.bounds());
            device().show(0, front);
            device().update(front, front.bounds());
        }
        assertAddsUp();
        // Each of the two is held once by the device, once by the VMM, and once in the socket.
        assertTrue(StandIn.held() <= 5, () -> StandIn.held() + " descriptors");
        device().attend();
        device().show(0, back);
        update(back);
        await("the latest", () -> shows(back));
    }

    /// In the middle of an answer.
    @Test
    void socketClosed_guestGoesOn_andTheNextShows() {
        start();
        DrawnPicture fb = shown(1);
        screen().holdDmaBufUpdates(true);
        update(fb);
        drain();
        send(device().socket(), VHOST_USER_GPU_DMABUF_UPDATE);
        device().closeSocket();
        device().neglect();
        for (int i = 0; i < 50; i++) {
            update(fb);
        }
        assertAddsUp();
        device().connect();
        await("the picture", () -> shows(fb));
        drain();
        assertNothingWaits();
    }

    record Attack(String name, int... words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() {
        int update = VHOST_USER_GPU_DMABUF_UPDATE;
        int features = VHOST_USER_GPU_GET_PROTOCOL_FEATURES;
        return Stream.of(
                new Attack("an update twice", update, 4, 0, update, 4, 0),
                new Attack("an update with payload", update, 4, 4, 0),
                new Attack("an update of 4 GiB", update, 4, -1),
                new Attack("an update, no reply", update, 0, 0),
                new Attack("a scanout", VHOST_USER_GPU_DMABUF_SCANOUT2, 4, 0),
                new Attack("features too short", features, 4, 4, 3),
                new Attack("features too long", features, 4, 16, 3, 0, 0, 0));
    }

    @Test
    void vmmThatAnswersUnasked_losesItsSocketAlone() {
        start();
        attack(shown(1), VHOST_USER_GPU_DMABUF_UPDATE, 4, 0);
    }

    /// While an answer is waited for.
    @ParameterizedTest
    @MethodSource("attacks")
    void vmmThatAnswersWrongly_losesItsSocketAlone(Attack attack) {
        start();
        DrawnPicture fb = shown(1);
        screen().holdDmaBufUpdates(true);
        update(fb);
        drain();
        attack(fb, attack.words);
    }

    private void attack(DrawnPicture fb, int... words) {
        send(device().socket(), words);
        await("the end of the socket", () -> screen().isClosedByPeer());
        for (int i = 0; i < 20; i++) {
            update(fb);
        }
        assertAddsUp();
        device().connect();
        await("the picture", () -> shows(fb));
        drain();
        awaitHeld(2);
        assertNothingWaits();
    }

    @Test
    void vmmThatSaysItsFeaturesAgain_withDescriptors_changesNothing() {
        start();
        DrawnPicture fb = shown(1);
        try (Fd unwanted = Memfd.create("stand-in for something", 4096)) {
            for (int i = 0; i < 10; i++) {
                send(
                        device().socket(),
                        List.of(unwanted),
                        VHOST_USER_GPU_GET_PROTOCOL_FEATURES,
                        4,
                        8,
                        0,
                        0);
            }
            update(fb);
            drain();
            awaitHeld(3);
        }
        assertFalse(screen().isClosedByPeer());
        assertEquals(1, count(VHOST_USER_GPU_SET_PROTOCOL_FEATURES));
        assertTrue(shows(fb));
    }

    private static void send(UnixSocket socket, int... words) {
        send(socket, List.of(), words);
    }

    private static void send(UnixSocket socket, List<Fd> fds, int... words) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_INT, words);
            assertEquals(bytes.byteSize(), socket.send(bytes, fds));
        }
    }
}
