// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlRegion;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes of requests, and what is refused because it would be no request.
@Timeout(30)
final class RequestsTest {
    private static final int ID = 2;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "abc", "abcd", "Größe"})
    void string_endsWithNulAndIsPadded(String title) {
        Proxy<XdgToplevel.Request> window = rig.object(XdgToplevel.INTERFACE);
        rig.on(() -> window.request(XdgToplevel.Request.SET_TITLE).string(title).send());
        rig.assertReceived(message(ID, 2, title));
    }

    @Test
    void fixed_isRounded() {
        Proxy<WpViewport.Request> viewport = rig.object(WpViewport.INTERFACE);
        rig.on(() ->
                viewport.request(WpViewport.Request.SET_SOURCE)
                        .fixed(0)
                        .fixed(-1)
                        .fixed(1.5)
                        .fixed(2 + 1 / 3.0)
                        .send());
        rig.assertReceived(message(ID, 1, 0, -256, 384, 597));
    }

    @Test
    void object_orNone() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        Proxy<WlBuffer.Request> buffer = rig.object(WlBuffer.INTERFACE);
        rig.on(() -> {
            surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
            surface.request(WlSurface.Request.ATTACH).none().integer(0).integer(0).send();
        });
        rig.assertReceived(message(ID, 1, 3, 0, 0), message(ID, 1, 0, 0, 0));
    }

    @Test
    void newObject_hasTheVersionOfItsMaker() {
        List<Proxy<?>> made = new ArrayList<>();
        rig.on(() -> {
            Proxy<WlCompositor.Request> compositor =
                    rig.connection.add(WlCompositor.INTERFACE, Handler.none(), 4);
            Proxy<WlSurface.Request> surface =
                    compositor.create(
                            WlCompositor.Request.CREATE_SURFACE,
                            WlSurface.INTERFACE,
                            Handler.none());
            made.add(surface);
            made.add(surface.create(WlSurface.Request.FRAME, WlCallback.INTERFACE, Handler.none()));
            assertThrows(
                    IllegalStateException.class, () -> surface.request(WlSurface.Request.OFFSET));
        });
        assertEquals(List.of(4, 1), made.stream().map(Proxy::version).toList());
        rig.assertReceived(message(ID, 0, 3), message(3, 3, 4));
    }

    @Test
    void descriptor_goesAlong_andStaysTheCallers() {
        Proxy<WlShm.Request> shm = rig.object(WlShm.INTERFACE);
        Fd fd = Memfd.create("pool", 8192);
        rig.on(() -> {
            Proxy<WlShmPool.Request> _ =
                    shm.create(
                            WlShm.Request.CREATE_POOL,
                            WlShmPool.INTERFACE,
                            Handler.none(),
                            fd,
                            8192);
            fd.close();
        });
        List<Fd> fds = new ArrayList<>();
        assertArrayEquals(message(ID, 0, 3, 8192), rig.received(fds));
        assertEquals(List.of(8192L), fds.stream().map(Fd::size).toList());
        fds.forEach(Fd::close);
    }

    @Test
    void descriptors_moreThanTheCompositorTakesAtOnce_goInParts() {
        Proxy<WlShm.Request> shm = rig.object(WlShm.INTERFACE);
        List<Fd> fds = new ArrayList<>();
        try (Fd fd = Memfd.create("pool", 4096)) {
            rig.on(() -> {
                for (int i = 0; i < 60; i++) {
                    Proxy<WlShmPool.Request> _ =
                            shm.create(
                                    WlShm.Request.CREATE_POOL,
                                    WlShmPool.INTERFACE,
                                    Handler.none(),
                                    fd,
                                    1);
                }
            });
        }
        byte[] bytes = rig.received(fds);
        assertEquals(60 * 16, bytes.length);
        assertEquals(60, fds.size());
        fds.forEach(Fd::close);
        rig.assertOpen();
    }

    @Test
    void id_isGivenAgainOnceDeleted() {
        Proxy<WlBuffer.Request> first = rig.object(WlBuffer.INTERFACE);
        rig.on(() -> first.request(WlBuffer.Request.DESTROY).send());
        assertEquals("wl_buffer@3", rig.object(WlBuffer.INTERFACE).toString());
        rig.event(1, 1, ID);
        assertEquals("wl_region@2", rig.object(WlRegion.INTERFACE).toString());
        rig.assertReceived(message(ID, 0));
        rig.assertOpen();
    }

    @Test
    void requests_ofOneTurn_goTogether() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.on(() -> {
            surface.request(WlSurface.Request.COMMIT).send();
            surface.request(WlSurface.Request.COMMIT).send();
            assertEquals(
                    UnixSocket.Received.NOTHING,
                    rig.compositor.receive(Arena.ofAuto().allocate(64), new ArrayList<>()));
        });
        rig.assertReceived(message(ID, 6), message(ID, 6));
    }

    @Test
    void request_ofADestroyedObject_isRefused() {
        Proxy<WlBuffer.Request> buffer = rig.object(WlBuffer.INTERFACE);
        rig.on(() -> {
            buffer.request(WlBuffer.Request.DESTROY).send();
            IllegalStateException e =
                    assertThrows(
                            IllegalStateException.class,
                            () -> buffer.request(WlBuffer.Request.DESTROY));
            assertEquals("wl_buffer@2.destroy: destroyed", e.getMessage());
        });
    }

    @Test
    void arguments_wrong_areRefused_andTheNextRequestIsRight() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        Proxy<WlBuffer.Request> gone = rig.object(WlBuffer.INTERFACE);
        Proxy<XdgToplevel.Request> window = rig.object(XdgToplevel.INTERFACE);
        rig.on(() -> {
            gone.request(WlBuffer.Request.DESTROY).send();
            refused(() -> surface.request(WlSurface.Request.COMMIT).integer(1));
            refused(() -> surface.request(WlSurface.Request.OFFSET).unsigned(1));
            refused(() -> surface.request(WlSurface.Request.OFFSET).integer(1).send());
            refused(() -> surface.request(WlSurface.Request.ATTACH).object(surface));
            refused(() -> surface.request(WlSurface.Request.ATTACH).object(gone));
            refused(() -> window.request(XdgToplevel.Request.MOVE).none());
            refused(() -> window.request(XdgToplevel.Request.SET_TITLE).string("a\0b"));
            refused(() ->
                    window.request(XdgToplevel.Request.SET_TITLE).string("x".repeat(4096 - 12)));
            window.request(XdgToplevel.Request.SET_TITLE).string("x".repeat(4095 - 12)).send();
        });
        rig.assertReceived(message(3, 0), message(4, 2, "x".repeat(4095 - 12)));
    }

    private static void refused(Runnable request) {
        assertThrows(IllegalArgumentException.class, request::run);
    }
}
