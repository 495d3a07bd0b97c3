// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.wayland.Globals.Global;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlSurface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Seats of a compositor that does as it is told, and somebody who writes down what is heard of
/// them.
final class SeatRig implements AutoCloseable {
    static final int NOTHING = 0;
    static final int POINTER = WlSeat.CAPABILITY_POINTER;
    static final int KEYBOARD = WlSeat.CAPABILITY_KEYBOARD;
    static final int TOUCH = WlSeat.CAPABILITY_TOUCH;

    /// Writes down what is heard of all surfaces.
    static final class Heard {
        private final List<String> all = new ArrayList<>();

        /// How much had been heard at the end of each.
        private final List<Integer> frames = new ArrayList<>();

        private final Map<Proxy<?>, SeatListener> surfaces = new HashMap<>();
        final SeatListeners listeners =
                new SeatListeners(
                        surface ->
                                Optional.of(
                                        surfaces.computeIfAbsent(
                                                surface, on -> new HeardOn(on, all))),
                        () -> frames.add(all.size()));
    }

    /// Writes down what it hears of one surface.
    private static final class HeardOn implements SeatListener {
        private final Proxy<?> surface;
        private final List<String> all;

        private HeardOn(Proxy<?> surface, List<String> all) {
            this.surface = surface;
            this.all = all;
        }

        @Override
        public void pointerEntered(SeatPointer pointer, int serial, double x, double y) {
            all.add("pointer entered %s by %d at %s,%s".formatted(surface, serial, x, y));
        }

        @Override
        public void pointerMoved(SeatPointer pointer, double x, double y) {
            all.add("pointer moved on %s to %s,%s".formatted(surface, x, y));
        }

        @Override
        public void pointerButton(SeatPointer pointer, int serial, int code, boolean pressed) {
            all.add("button %d on %s by %d: %s".formatted(code, surface, serial, pressed));
        }

        @Override
        public void pointerWheel(SeatPointer pointer, int up, int right) {
            all.add("wheel on %s: %d up, %d right".formatted(surface, up, right));
        }

        @Override
        public void pointerLeft(SeatPointer pointer) {
            // Whoever hears it may still make requests of it.
            all.add(
                    "%s left %s, destroyed: %s"
                            .formatted(pointer.proxy(), surface, pointer.proxy().isDestroyed()));
        }

        @Override
        public void keyboardEntered(SeatKeyboard keyboard, int[] held) {
            all.add("keyboard entered %s holding %s".formatted(surface, Arrays.toString(held)));
        }

        @Override
        public void key(SeatKeyboard keyboard, int code, boolean pressed) {
            all.add("key %d on %s: %s".formatted(code, surface, pressed));
        }

        @Override
        public void keyboardLeft(SeatKeyboard keyboard) {
            all.add("keyboard left %s".formatted(surface));
        }

        @Override
        public void touchDown(SeatTouch touch, int id, double x, double y) {
            all.add("finger %d down on %s at %s,%s".formatted(id, surface, x, y));
        }

        @Override
        public void touchMoved(SeatTouch touch, int id, double x, double y) {
            all.add("finger %d of %s at %s,%s".formatted(id, surface, x, y));
        }

        @Override
        public void touchUp(SeatTouch touch, int id) {
            all.add("finger %d up from %s".formatted(id, surface));
        }

        @Override
        public void touchCancelled(SeatTouch touch) {
            all.add("fingers cancelled on %s".formatted(surface));
        }
    }

    final FakePeer peer = new FakePeer();
    private final Heard heard = new Heard();
    final Proxy<WlCompositor.Request> compositor =
            peer.call(() ->
                    peer.globals.bind(
                            new Global(1, "wl_compositor", 6),
                            WlCompositor.INTERFACE,
                            Handler.none()));
    final String surface = surface().toString();

    @Override
    public void close() {
        peer.close();
    }

    Proxy<WlSurface.Request> surface() {
        return peer.call(() ->
                compositor.create(
                        WlCompositor.Request.CREATE_SURFACE, WlSurface.INTERFACE, Handler.none()));
    }

    Seat seat(int version) {
        Seat seat =
                peer.call(() ->
                        new Seat(peer.globals, new Global(2, "wl_seat", version), heard.listeners));
        peer.requests();
        return seat;
    }

    void capabilities(Seat seat, int capabilities) {
        peer.event(seat.proxy().toString(), WlSeat.Event.CAPABILITIES, capabilities);
    }

    /// The object that the only request made.
    String made() {
        List<String> requests = peer.requests();
        assertEquals(1, requests.size(), requests::toString);
        String request = requests.getFirst();
        return request.substring(request.indexOf('(') + 1, request.length() - 1);
    }

    String pointer(Seat seat) {
        capabilities(seat, POINTER);
        return made();
    }

    String keyboard(Seat seat) {
        capabilities(seat, KEYBOARD);
        return made();
    }

    List<String> heard() {
        return peer.call(() -> {
            List<String> all = List.copyOf(heard.all);
            heard.all.clear();
            heard.frames.clear();
            return all;
        });
    }

    String touch(Seat seat) {
        capabilities(seat, TOUCH);
        return made();
    }

    /// How much was heard at the end of each frame with something new in it, since [#heard].
    List<Integer> frames() {
        return peer.call(() -> heard.frames.stream().distinct().filter(n -> n > 0).toList());
    }
}
