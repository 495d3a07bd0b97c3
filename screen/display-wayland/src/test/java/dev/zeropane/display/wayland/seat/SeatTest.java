// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static dev.zeropane.display.wayland.seat.SeatRig.KEYBOARD;
import static dev.zeropane.display.wayland.seat.SeatRig.NOTHING;
import static dev.zeropane.display.wayland.seat.SeatRig.POINTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSurface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeatTest {
    private final SeatRig rig = new SeatRig();
    private final FakePeer peer = rig.peer;
    private final String surface = rig.surface;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void capabilities_comeAndGoTwice_eachIsGotAndReleasedTwice() {
        Seat seat = rig.seat(8);
        for (int i = 0; i < 2; i++) {
            String pointer = rig.pointer(seat);
            assertTrue(pointer.startsWith("wl_pointer@"), pointer);
            rig.capabilities(seat, POINTER | KEYBOARD);
            String keyboard = rig.made();
            assertTrue(keyboard.startsWith("wl_keyboard@"), keyboard);

            rig.capabilities(seat, POINTER | KEYBOARD);
            assertEquals(List.of(), peer.requests());

            rig.capabilities(seat, NOTHING);
            assertEquals(List.of(pointer + ".release()", keyboard + ".release()"), peer.requests());
        }
    }

    @Test
    void capabilities_goneBeforeVersion3_isDroppedAndHeardNoMore() {
        Seat seat = rig.seat(2);
        String pointer = rig.pointer(seat);
        rig.capabilities(seat, KEYBOARD);
        String keyboard = rig.made();

        rig.capabilities(seat, NOTHING);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 1.0, 1.0);
        peer.event(keyboard, WlKeyboard.Event.ENTER, 2, surface, new int[0]);

        assertEquals(List.of(), peer.requests());
        assertEquals(List.of(), rig.heard());
    }

    @Test
    void capabilities_ofALaterVersion_getNothing() {
        Seat seat = rig.seat(8);
        rig.capabilities(seat, -8);
        assertEquals(List.of(), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 8})
    void pointer_anyVersion_isToldOfInOrder(int version) {
        Seat seat = rig.seat(version);
        String pointer = rig.pointer(seat);

        peer.event(pointer, WlPointer.Event.ENTER, 7, surface, 1.5, 2.25);
        peer.event(pointer, WlPointer.Event.MOTION, 1000, -3.0, 400.5);
        peer.event(pointer, WlPointer.Event.BUTTON, 8, 1001, 0x110, 1);
        peer.event(pointer, WlPointer.Event.AXIS, 1002, 0, 15.0);
        if (version >= 5) {
            peer.event(pointer, WlPointer.Event.FRAME);
        }
        peer.event(pointer, WlPointer.Event.BUTTON, 9, 1003, 0x110, 0);
        peer.event(pointer, WlPointer.Event.LEAVE, 10, surface);

        assertEquals(
                List.of(
                        "pointer entered " + surface + " by 7 at 1.5,2.25",
                        "pointer moved on " + surface + " to -3.0,400.5",
                        "button 272 on " + surface + " by 8: true",
                        "wheel on " + surface + ": -180 up, 0 right",
                        "button 272 on " + surface + " by 9: false",
                        pointer + " left " + surface + ", destroyed: false"),
                rig.heard());
    }

    @Test
    void pointer_entersAnotherSurfaceWithoutLeave_leavesTheFirst() {
        String other = rig.surface().toString();
        Seat seat = rig.seat(8);
        String pointer = rig.pointer(seat);

        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.ENTER, 2, other, 0.0, 0.0);

        assertEquals(
                List.of(
                        "pointer entered " + surface + " by 1 at 0.0,0.0",
                        pointer + " left " + surface + ", destroyed: false",
                        "pointer entered " + other + " by 2 at 0.0,0.0"),
                rig.heard());
    }

    @Test
    void pointer_entersSurfaceDestroyedMeanwhile_isNotHeard() {
        Proxy<WlSurface.Request> gone = rig.surface();
        Seat seat = rig.seat(8);
        String pointer = rig.pointer(seat);
        peer.run(() -> gone.request(WlSurface.Request.DESTROY).send());

        peer.event(pointer, WlPointer.Event.ENTER, 1, gone.toString(), 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.MOTION, 0, 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.BUTTON, 2, 0, 0x110, 1);
        peer.event(pointer, WlPointer.Event.LEAVE, 3, gone.toString());

        assertEquals(List.of(), rig.heard());
    }

    @Test
    void pointer_goneWhileOnSurface_leavesItBeforeItIsReleased() {
        Seat seat = rig.seat(8);
        String pointer = rig.pointer(seat);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        rig.heard();

        rig.capabilities(seat, NOTHING);

        assertEquals(List.of(pointer + " left " + surface + ", destroyed: false"), rig.heard());
    }

    @Test
    void keyboard_keysHeldAtEnterAndPressedAfter_areToldOf() {
        Seat seat = rig.seat(8);
        String keyboard = rig.keyboard(seat);

        peer.event(keyboard, WlKeyboard.Event.REPEAT_INFO, 25, 600);
        peer.event(keyboard, WlKeyboard.Event.KEY, 1, 0, 30, 1);
        peer.event(keyboard, WlKeyboard.Event.ENTER, 2, surface, new int[] {29, 56});
        peer.event(keyboard, WlKeyboard.Event.MODIFIERS, 3, 12, 0, 0, 0);
        peer.event(keyboard, WlKeyboard.Event.KEY, 4, 1000, 33, 1);
        peer.event(keyboard, WlKeyboard.Event.KEY, 5, 1001, 33, 0);
        peer.event(keyboard, WlKeyboard.Event.LEAVE, 6, surface);
        peer.event(keyboard, WlKeyboard.Event.KEY, 7, 1002, 33, 1);

        assertEquals(
                List.of(
                        "keyboard entered " + surface + " holding [29, 56]",
                        "key 33 on " + surface + ": true",
                        "key 33 on " + surface + ": false",
                        "keyboard left " + surface),
                rig.heard());
    }

    @Test
    void keyboard_keymaps_areClosedUnread() throws IOException {
        Seat seat = rig.seat(8);
        String keyboard = rig.keyboard(seat);
        long before = descriptors();

        try (var keymap = Memfd.create("keymap", 4096)) {
            for (int i = 0; i < 20; i++) {
                peer.event(keyboard, WlKeyboard.Event.KEYMAP, 1, keymap, 4096);
            }
        }

        assertEquals(before, descriptors());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(Files::isSymbolicLink)
                    .filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString().contains("keymap");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void close_withBothOnASurface_leavesAndReleasesAll() {
        Seat seat = rig.seat(8);
        String pointer = rig.pointer(seat);
        rig.capabilities(seat, POINTER | KEYBOARD);
        String keyboard = rig.made();
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(keyboard, WlKeyboard.Event.ENTER, 2, surface, new int[0]);
        rig.heard();

        peer.run(seat::close);
        peer.run(seat::close);

        assertEquals(
                List.of(
                        pointer + " left " + surface + ", destroyed: false",
                        "keyboard left " + surface),
                rig.heard());
        assertEquals(
                List.of(
                        pointer + ".release()",
                        keyboard + ".release()",
                        seat.proxy() + ".release()"),
                peer.requests());
    }

    @Test
    void close_beforeVersion5_isDroppedAndHeardNoMore() {
        Seat seat = rig.seat(4);
        peer.run(seat::close);
        rig.capabilities(seat, POINTER | KEYBOARD);
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void seats_two_haveTheirOwnPointers() {
        Seat first = rig.seat(8);
        Seat second = rig.seat(8);
        String pointer = rig.pointer(first);
        String other = rig.pointer(second);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(other, WlPointer.Event.ENTER, 2, surface, 5.0, 5.0);
        rig.heard();

        rig.capabilities(first, NOTHING);
        peer.event(other, WlPointer.Event.MOTION, 0, 6.0, 6.0);

        assertEquals(
                List.of(
                        pointer + " left " + surface + ", destroyed: false",
                        "pointer moved on " + surface + " to 6.0,6.0"),
                rig.heard());
    }
}
