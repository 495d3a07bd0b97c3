package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.Globals.Global;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlSurface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeatTest {
    private static final int NOTHING = 0;
    private static final int POINTER = WlSeat.CAPABILITY_POINTER;
    private static final int KEYBOARD = WlSeat.CAPABILITY_KEYBOARD;

    /// Writes down what it hears.
    private static final class Heard implements SeatListener {
        private final List<String> all = new ArrayList<>();

        /// How much had been heard at the end of each.
        private final List<Integer> frames = new ArrayList<>();

        @Override
        public void pointerEntered(
                SeatPointer pointer, Proxy<?> surface, int serial, double x, double y) {
            all.add("pointer entered %s by %d at %s,%s".formatted(surface, serial, x, y));
        }

        @Override
        public void pointerMoved(SeatPointer pointer, Proxy<?> surface, double x, double y) {
            all.add("pointer moved on %s to %s,%s".formatted(surface, x, y));
        }

        @Override
        public void pointerButton(
                SeatPointer pointer, Proxy<?> surface, int serial, int code, boolean pressed) {
            all.add("button %d on %s by %d: %s".formatted(code, surface, serial, pressed));
        }

        @Override
        public void pointerWheel(SeatPointer pointer, Proxy<?> surface, int up, int right) {
            all.add("wheel on %s: %d up, %d right".formatted(surface, up, right));
        }

        @Override
        public void pointerLeft(SeatPointer pointer, Proxy<?> surface) {
            // Whoever hears it may still make requests of it.
            all.add(
                    "%s left %s, destroyed: %s"
                            .formatted(pointer.proxy(), surface, pointer.proxy().isDestroyed()));
        }

        @Override
        public void keyboardEntered(SeatKeyboard keyboard, Proxy<?> surface, int[] held) {
            all.add("keyboard entered %s holding %s".formatted(surface, Arrays.toString(held)));
        }

        @Override
        public void key(SeatKeyboard keyboard, Proxy<?> surface, int code, boolean pressed) {
            all.add("key %d on %s: %s".formatted(code, surface, pressed));
        }

        @Override
        public void keyboardLeft(SeatKeyboard keyboard, Proxy<?> surface) {
            all.add("keyboard left %s".formatted(surface));
        }

        @Override
        public void touchDown(SeatTouch touch, Proxy<?> surface, int id, double x, double y) {
            all.add("finger %d down on %s at %s,%s".formatted(id, surface, x, y));
        }

        @Override
        public void touchMoved(SeatTouch touch, Proxy<?> surface, int id, double x, double y) {
            all.add("finger %d of %s at %s,%s".formatted(id, surface, x, y));
        }

        @Override
        public void touchUp(SeatTouch touch, Proxy<?> surface, int id) {
            all.add("finger %d up from %s".formatted(id, surface));
        }

        @Override
        public void touchCancelled(SeatTouch touch, Proxy<?> surface) {
            all.add("fingers cancelled on %s".formatted(surface));
        }

        @Override
        public void frame() {
            frames.add(all.size());
        }
    }

    private final FakePeer peer = new FakePeer();
    private final Heard heard = new Heard();
    private final Proxy<WlCompositor.Request> compositor =
            peer.call(() ->
                    peer.globals.bind(
                            new Global(1, "wl_compositor", 6),
                            WlCompositor.INTERFACE,
                            Handler.none()));
    private final String surface = surface().toString();

    @AfterEach
    void close() {
        peer.close();
    }

    private Proxy<WlSurface.Request> surface() {
        return peer.call(() ->
                compositor.create(
                        WlCompositor.Request.CREATE_SURFACE, WlSurface.INTERFACE, Handler.none()));
    }

    private Seat seat(int version) {
        Seat seat =
                peer.call(() -> new Seat(peer.globals, new Global(2, "wl_seat", version), heard));
        peer.requests();
        return seat;
    }

    private void capabilities(Seat seat, int capabilities) {
        peer.event(seat.proxy().toString(), WlSeat.Event.CAPABILITIES, capabilities);
    }

    /// The object that the only request made.
    private String made() {
        List<String> requests = peer.requests();
        assertEquals(1, requests.size(), requests::toString);
        String request = requests.getFirst();
        return request.substring(request.indexOf('(') + 1, request.length() - 1);
    }

    private String pointer(Seat seat) {
        capabilities(seat, POINTER);
        return made();
    }

    private String keyboard(Seat seat) {
        capabilities(seat, KEYBOARD);
        return made();
    }

    private List<String> heard() {
        return peer.call(() -> {
            List<String> all = List.copyOf(heard.all);
            heard.all.clear();
            heard.frames.clear();
            return all;
        });
    }

    @Test
    void capabilities_comeAndGoTwice_eachIsGotAndReleasedTwice() {
        Seat seat = seat(8);
        for (int i = 0; i < 2; i++) {
            String pointer = pointer(seat);
            assertTrue(pointer.startsWith("wl_pointer@"), pointer);
            capabilities(seat, POINTER | KEYBOARD);
            String keyboard = made();
            assertTrue(keyboard.startsWith("wl_keyboard@"), keyboard);

            capabilities(seat, POINTER | KEYBOARD);
            assertEquals(List.of(), peer.requests());

            capabilities(seat, NOTHING);
            assertEquals(List.of(pointer + ".release()", keyboard + ".release()"), peer.requests());
        }
    }

    @Test
    void capabilities_goneBeforeVersion3_isDroppedAndHeardNoMore() {
        Seat seat = seat(2);
        String pointer = pointer(seat);
        capabilities(seat, KEYBOARD);
        String keyboard = made();

        capabilities(seat, NOTHING);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 1.0, 1.0);
        peer.event(keyboard, WlKeyboard.Event.ENTER, 2, surface, new int[0]);

        assertEquals(List.of(), peer.requests());
        assertEquals(List.of(), heard());
    }

    @Test
    void capabilities_touchAlone_getsNothing() {
        Seat seat = seat(8);
        capabilities(seat, 4);
        assertEquals(List.of(), peer.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 8})
    void pointer_anyVersion_isToldOfInOrder(int version) {
        Seat seat = seat(version);
        String pointer = pointer(seat);

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
                        "button 272 on " + surface + " by 9: false",
                        pointer + " left " + surface + ", destroyed: false"),
                heard());
    }

    @Test
    void pointer_entersAnotherSurfaceWithoutLeave_leavesTheFirst() {
        String other = surface().toString();
        Seat seat = seat(8);
        String pointer = pointer(seat);

        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.ENTER, 2, other, 0.0, 0.0);

        assertEquals(
                List.of(
                        "pointer entered " + surface + " by 1 at 0.0,0.0",
                        pointer + " left " + surface + ", destroyed: false",
                        "pointer entered " + other + " by 2 at 0.0,0.0"),
                heard());
    }

    @Test
    void pointer_entersSurfaceDestroyedMeanwhile_isNotHeard() {
        Proxy<WlSurface.Request> gone = surface();
        Seat seat = seat(8);
        String pointer = pointer(seat);
        peer.run(() -> gone.request(WlSurface.Request.DESTROY).send());

        peer.event(pointer, WlPointer.Event.ENTER, 1, gone.toString(), 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.MOTION, 0, 0.0, 0.0);
        peer.event(pointer, WlPointer.Event.BUTTON, 2, 0, 0x110, 1);
        peer.event(pointer, WlPointer.Event.LEAVE, 3, gone.toString());

        assertEquals(List.of(), heard());
    }

    @Test
    void pointer_goneWhileOnSurface_leavesItBeforeItIsReleased() {
        Seat seat = seat(8);
        String pointer = pointer(seat);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        heard();

        capabilities(seat, NOTHING);

        assertEquals(List.of(pointer + " left " + surface + ", destroyed: false"), heard());
    }

    @Test
    void keyboard_keysHeldAtEnterAndPressedAfter_areToldOf() {
        Seat seat = seat(8);
        String keyboard = keyboard(seat);

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
                heard());
    }

    @Test
    void keyboard_keymaps_areClosedUnread() throws IOException {
        Seat seat = seat(8);
        String keyboard = keyboard(seat);
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
        Seat seat = seat(8);
        String pointer = pointer(seat);
        capabilities(seat, POINTER | KEYBOARD);
        String keyboard = made();
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(keyboard, WlKeyboard.Event.ENTER, 2, surface, new int[0]);
        heard();

        peer.run(seat::close);
        peer.run(seat::close);

        assertEquals(
                List.of(
                        pointer + " left " + surface + ", destroyed: false",
                        "keyboard left " + surface),
                heard());
        assertEquals(
                List.of(
                        pointer + ".release()",
                        keyboard + ".release()",
                        seat.proxy() + ".release()"),
                peer.requests());
    }

    @Test
    void close_beforeVersion5_isDroppedAndHeardNoMore() {
        Seat seat = seat(4);
        peer.run(seat::close);
        capabilities(seat, POINTER | KEYBOARD);
        assertEquals(List.of(), peer.requests());
    }

    @Test
    void seats_two_haveTheirOwnPointers() {
        Seat first = seat(8);
        Seat second = seat(8);
        String pointer = pointer(first);
        String other = pointer(second);
        peer.event(pointer, WlPointer.Event.ENTER, 1, surface, 0.0, 0.0);
        peer.event(other, WlPointer.Event.ENTER, 2, surface, 5.0, 5.0);
        heard();

        capabilities(first, NOTHING);
        peer.event(other, WlPointer.Event.MOTION, 0, 6.0, 6.0);

        assertEquals(
                List.of(
                        pointer + " left " + surface + ", destroyed: false",
                        "pointer moved on " + surface + " to 6.0,6.0"),
                heard());
    }
}
