// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.joined;
import static dev.zeropane.wayland.Bytes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What comes of events that are as they should be.
@Timeout(30)
final class EventsTest {
    private static final int DISPLAY = 1;
    private static final int DELETE_ID = 1;
    private static final int ID = 2;
    private static final int FIRST_OF_COMPOSITOR = 0xff00_0000;
    private static final int KEYMAP = 0;

    private final Rig rig = new Rig();
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void numbersAndTexts_areRead() {
        rig.object(
                WlOutput.INTERFACE,
                (event, arguments) -> {
                    seen.add(event);
                    for (int i = 0; i < 5; i++) {
                        seen.add(arguments.integer());
                    }
                    seen.add(arguments.string());
                    seen.add(arguments.string());
                    seen.add(arguments.integer());
                });
        rig.event(ID, 0, 1, -2, 3, 4, 5, "Größe", "", 7);
        assertEquals(List.of(WlOutput.Event.GEOMETRY, 1, -2, 3, 4, 5, "Größe", "", 7), seen);
        rig.assertOpen();
    }

    @Test
    void arguments_skipped_areNotInTheWay() {
        rig.object(
                WlOutput.INTERFACE,
                (_, arguments) -> {
                    for (int i = 0; i < 7; i++) {
                        Arguments _ = arguments.skip();
                    }
                    seen.add(arguments.integer());
                });
        rig.event(ID, 0, 1, 2, 3, 4, 5, "make", "model", 7);
        assertEquals(List.of(7), seen);
    }

    @Test
    void argument_ofAnotherKind_isTheHandlersMistake() {
        rig.object(WlOutput.INTERFACE, (_, arguments) -> seen.add(arguments.string()));
        rig.event(ID, 0, 1, 2, 3, 4, 5, "make", "model", 7);
        assertEquals(1, rig.ended.size());
        assertEquals("argument 1 is no STRING", rig.failures.getFirst().getMessage());
    }

    @Test
    void fixed_hasEightBitsBehindThePoint() {
        rig.object(
                WlPointer.INTERFACE,
                (_, arguments) -> {
                    Arguments _ = arguments.skip();
                    seen.add(arguments.fixed());
                    seen.add(arguments.fixed());
                });
        rig.event(ID, 2, 9, 384, -64);
        assertEquals(List.of(1.5, -0.25), seen);
    }

    @Test
    void objectAndArray_areRead() {
        rig.object(
                WlKeyboard.INTERFACE,
                (_, arguments) -> {
                    seen.add(arguments.unsigned());
                    seen.add(arguments.object().orElseThrow());
                    seen.add(arguments.words());
                });
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.event(ID, 1, -1, 3, joined(Bytes.words(30, 31), new byte[] {1, 2, 3}));
        assertEquals(-1, seen.get(0));
        assertEquals(surface, seen.get(1));
        assertArrayEquals(new int[] {30, 31}, (int[]) seen.get(2));
    }

    @Test
    void object_destroyedHere_isNone() {
        rig.object(
                WlKeyboard.INTERFACE,
                (_, arguments) -> seen.add(arguments.skip().object().isPresent()));
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.on(() -> surface.request(WlSurface.Request.DESTROY).send());
        rig.event(ID, 2, 1, 3);
        assertEquals(List.of(false), seen);
        rig.assertOpen();
    }

    @Test
    void descriptors_areTheHandlers_inOrder() {
        List<Fd> fds = new ArrayList<>();
        rig.object(WlKeyboard.INTERFACE, (_, arguments) -> fds.add(arguments.skip().fd()));
        try (Fd one = Memfd.create("one", 4096);
                Fd two = Memfd.create("two", 8192)) {
            rig.send(joined(message(ID, KEYMAP, 1, 9), message(ID, KEYMAP, 1, 9)), one, two);
        }
        assertEquals(List.of(4096L, 8192L), fds.stream().map(Fd::size).toList());
        fds.forEach(Fd::close);
    }

    /// [dev.zeropane.linux.leak.LeakCheck] sees whether they are closed.
    @Test
    void descriptors_nobodyAsksFor_areClosed() {
        rig.object(WlKeyboard.INTERFACE, (_, arguments) -> seen.add(arguments.unsigned()));
        try (Fd fd = Memfd.create("keymap", 4096)) {
            rig.send(message(ID, KEYMAP, 1, 9), fd);
            Proxy<WlKeyboard.Request> destroyed = rig.object(WlKeyboard.INTERFACE);
            rig.on(() -> destroyed.request(WlKeyboard.Request.RELEASE).send());
            rig.send(message(3, KEYMAP, 2, 9), fd);
            rig.object(WlKeyboard.INTERFACE, (_, arguments) -> arguments.skip().skip().skip());
            rig.send(message(4, KEYMAP, 3, 9), fd);
        }
        assertEquals(List.of(1), seen);
        rig.assertOpen();
    }

    @Test
    void messages_inPieces_areJoined() {
        rig.object(WlOutput.INTERFACE, (_, arguments) -> seen.add(arguments.string()));
        byte[] all = joined(message(ID, 4, "DP-1"), message(ID, 4, "DP-2"));
        for (byte one : all) {
            rig.send(new byte[] {one});
        }
        assertEquals(List.of("DP-1", "DP-2"), seen);
    }

    @Test
    void messages_moreThanTheBuffer_areAllHandled() {
        rig.object(WlOutput.INTERFACE, (_, arguments) -> seen.add(arguments.string()));
        byte[][] many = new byte[5000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = message(ID, 4, Integer.toString(i).repeat(i % 9));
        }
        rig.send(joined(many));
        assertEquals(many.length, seen.size());
        assertEquals("4999".repeat(4999 % 9), seen.getLast());
    }

    @Test
    void callback_isGoneAfterItsEvent() {
        rig.on(() -> rig.connection.sync(() -> seen.add("done")));
        rig.assertReceived(message(1, 0, 2));
        rig.send(joined(message(2, 0, 99), message(2, 0, 99), message(1, 1, 2)));
        assertEquals(List.of("done"), seen);
        rig.on(() -> rig.connection.sync(() -> seen.add("again")));
        rig.assertReceived(message(1, 0, 2));
        rig.assertOpen();
    }

    @Test
    void newObject_ofTheCompositor_livesAndItsIdComesAgain() {
        List<Proxy<WlBuffer.Request>> buffers = new ArrayList<>();
        rig.object(
                ZwpLinuxBufferParamsV1.INTERFACE,
                (event, arguments) -> {
                    assertEquals(ZwpLinuxBufferParamsV1.Event.CREATED, event);
                    buffers.add(
                            arguments.newObject(
                                    WlBuffer.INTERFACE, (released, _) -> seen.add(released)));
                });
        rig.event(ID, 0, FIRST_OF_COMPOSITOR);
        rig.event(FIRST_OF_COMPOSITOR, 0);
        assertEquals(List.of(WlBuffer.Event.RELEASE), seen);
        assertEquals("wl_buffer@4278190080", buffers.getFirst().toString());
        rig.on(() -> buffers.getFirst().request(WlBuffer.Request.DESTROY).send());
        rig.assertReceived(message(FIRST_OF_COMPOSITOR, 0));
        rig.event(FIRST_OF_COMPOSITOR, 0);
        assertEquals(1, seen.size());
        rig.event(ID, 0, FIRST_OF_COMPOSITOR);
        rig.event(FIRST_OF_COMPOSITOR, 0);
        rig.event(ID, 0, FIRST_OF_COMPOSITOR + 1);
        assertEquals(2, seen.size());
        assertEquals(3, buffers.size());
        rig.assertOpen();
        rig.event(ID, 0, FIRST_OF_COMPOSITOR + 1);
        assertTrue(rig.ended.getFirst().endsWith("created with a new id 4278190081"));
    }

    /// As compositors may do with callbacks of what is not shown any more.
    @Test
    void callback_answeredOrGivenUp_goesOnOnce() {
        rig.on(() -> rig.connection.sync(() -> seen.add("answered")));
        rig.on(() -> rig.connection.sync(() -> seen.add("given up")));
        rig.send(joined(message(ID, 0, 1), message(DISPLAY, DELETE_ID, ID)));
        rig.event(DISPLAY, DELETE_ID, ID + 1);
        assertEquals(List.of("answered", "given up"), seen);
        rig.assertOpen();
    }

    @Test
    void handler_thatClosesTheConnection_isTheLastCalled() {
        rig.object(
                WlOutput.INTERFACE,
                (_, _) -> {
                    seen.add("once");
                    rig.connection.close();
                });
        rig.send(joined(message(ID, 2), message(ID, 2), message(99, 0)));
        assertEquals(List.of("once"), seen);
        rig.assertOpen();
    }

    @Test
    void handler_thatThrows_endsTheConnectionAndIsReported() {
        rig.object(
                WlOutput.INTERFACE,
                (_, _) -> {
                    throw new IllegalArgumentException("our mistake");
                });
        rig.send(joined(message(ID, 2), message(ID, 2)));
        assertEquals(
                List.of(
                        "an event could not be handled: java.lang.IllegalArgumentException: our mistake"),
                rig.ended);
        assertEquals(1, rig.failures.size());
    }

    @Test
    void handler_thatRefusesWhatTheCompositorSays_endsTheConnection() {
        rig.object(
                WlCallback.INTERFACE,
                (_, _) -> {
                    throw new WaylandException("not\r\nso");
                });
        rig.event(ID, 0, 1);
        rig.assertEnded("not  so");
    }
}
