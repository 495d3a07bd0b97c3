// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.Mapping;
import dev.zeropane.wayland.Globals.Global;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/// A pointer of a compositor that the test plays, and what was requested of it.
abstract class PointerCursorRig {
    static final int SIDE = 64;

    final FakePeer peer = new FakePeer();
    final Proxy<WlPointer.Request> pointer = pointer();

    @AfterEach
    void close() {
        peer.close();
    }

    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> bind(Interface<R, E> type) {
        return peer.call(
                () -> peer.globals.bind(new Global(1, type.name(), 8), type, Handler.none()));
    }

    Proxy<WlPointer.Request> pointer() {
        Proxy<WlSeat.Request> seat = bind(WlSeat.INTERFACE);
        return peer.call(
                () -> seat.create(WlSeat.Request.GET_POINTER, WlPointer.INTERFACE, Handler.none()));
    }

    PointerCursor plain() {
        return cursor(Optional.empty(), Optional.empty());
    }

    PointerCursor withViewporter() {
        return cursor(Optional.of(bind(WpViewporter.INTERFACE)), Optional.empty());
    }

    PointerCursor withShapes() {
        return cursor(Optional.empty(), Optional.of(bind(WpCursorShapeManagerV1.INTERFACE)));
    }

    PointerCursor cursor(
            Optional<Proxy<WpViewporter.Request>> viewporter,
            Optional<Proxy<WpCursorShapeManagerV1.Request>> shapes) {
        Proxy<WlCompositor.Request> compositor = bind(WlCompositor.INTERFACE);
        Proxy<WlShm.Request> shm = bind(WlShm.INTERFACE);
        PointerCursor cursor =
                peer.call(() ->
                        new PointerCursor(peer.connection, compositor, shm, viewporter, shapes));
        peer.requests();
        return cursor;
    }

    static CursorPicture picture(int color, int hotX, int hotY) {
        return picture(SIDE, SIDE, color, hotX, hotY);
    }

    static CursorPicture picture(int width, int height, int color, int hotX, int hotY) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = color + i;
        }
        return CursorPicture.of(width, height, argb, hotX, hotY);
    }

    /// What was requested, ids left out.
    List<String> requests() {
        return peer.requests().stream()
                .map(request -> request.replaceAll("@[0-9]+", "").replaceAll("^wl_|^wp_", ""))
                .toList();
    }

    /// The last that was requested of a kind.
    static String last(List<String> requests, String kind) {
        return requests.stream()
                .filter(request -> request.contains("." + kind + "("))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError(requests));
    }

    /// The compositor has handled what came before a `sync`.
    void handled(String sync) {
        peer.event(
                sync.substring(sync.indexOf('(') + 1, sync.indexOf(')')), WlCallback.Event.DONE, 0);
    }

    /// The pixels of the pool that was sent next.
    int[] pixels() {
        try (MemoryFile file = new MemoryFile(peer.fds.remove());
                Mapping mapping = file.map(Mapping.Access.READ)) {
            return mapping.segment().toArray(ValueLayout.JAVA_INT);
        }
    }
}
