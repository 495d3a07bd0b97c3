// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.joined;
import static dev.zeropane.wayland.Bytes.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How connections end, other than by broken messages, and that they then do no harm.
@Timeout(30)
final class EndsTest {
    private static final int ID = 2;
    private static final String ENDED = "the compositor ended the connection";

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void compositorThatGoes_endsTheConnection() {
        rig.compositor.close();
        rig.settle();
        rig.assertEnded(ENDED);
    }

    @Test
    void compositorThatGoes_withRequestsUnread_endsTheConnection() {
        rig.on(() -> rig.connection.sync(() -> {}));
        rig.compositor.close();
        rig.settle();
        rig.assertEnded(ENDED);
    }

    @Test
    void compositorThatGoes_inTheMiddleOfAMessage_endsTheConnection() {
        rig.send(Bytes.words(1, 100 << 16, 0));
        rig.assertOpen();
        rig.compositor.close();
        rig.settle();
        rig.assertEnded(ENDED);
    }

    @Test
    void eventsSentBeforeTheEnd_areHandled() {
        List<Object> seen = new ArrayList<>();
        rig.object(WlOutput.INTERFACE, (event, _) -> seen.add(event));
        rig.on(() -> {
            send(message(ID, 2));
            rig.compositor.close();
        });
        assertEquals(List.of(WlOutput.Event.DONE), seen);
        rig.assertEnded(ENDED);
    }

    @Test
    void error_reachesTheUser_withObjectAndText() {
        rig.object(WlSurface.INTERFACE);
        rig.event(1, 0, ID, 3, "invalid size");
        rig.assertEnded("the compositor reports error 3 of wl_surface@2: invalid size");
        assertEquals(Optional.of("wl_surface"), rig.connection.blamed());
    }

    @Test
    void error_ofUnknownObject_reachesTheUser() {
        rig.event(1, 0, -2, -1, "");
        rig.assertEnded("the compositor reports error 4294967295 of object 4294967294:");
        assertEquals(Optional.empty(), rig.connection.blamed());
    }

    @Test
    void error_longAndWithControlCharacters_isFitForALog() {
        rig.event(1, 0, 1, 0, "\u001b[2Jone\ntwo\r\u202ethree\u0085" + "x".repeat(5000));
        String reason = rig.ended.getFirst();
        assertTrue(
                reason.startsWith(
                        "the compositor reports error 0 of wl_display@1:  [2Jone two  three xxx"),
                reason);
        assertTrue(reason.endsWith("xxx..."), reason);
        assertTrue(reason.length() < 600, reason);
    }

    /// The request finds the socket closed before the events were read.
    @Test
    void error_thatSendingNoticesFirst_reachesTheUser() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.on(() -> {
            send(message(1, 0, ID, 1, "invalid scale"));
            rig.compositor.close();
            surface.request(WlSurface.Request.COMMIT).send();
            rig.connection.flush();
            assertFalse(rig.connection.isOpen());
            assertEquals(List.of(), rig.ended);
        });
        rig.assertEnded("the compositor reports error 1 of wl_surface@2: invalid scale");
    }

    /// A handler flushes, which fails, while events wait behind the one it handles.
    @Test
    void error_thatAHandlersFlushNoticesFirst_reachesTheUser() {
        List<String> seen = new ArrayList<>();
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.object(
                WlOutput.INTERFACE,
                (_, arguments) -> {
                    surface.request(WlSurface.Request.COMMIT).send();
                    rig.connection.flush();
                    seen.add(arguments.string());
                });
        rig.on(() -> {
            send(joined(message(3, 4, "DP-1"), message(3, 4, "DP-2")));
            send(message(1, 0, ID, 1, "invalid scale"));
            rig.compositor.close();
        });
        assertEquals(List.of("DP-1", "DP-2"), seen);
        rig.assertEnded("the compositor reports error 1 of wl_surface@2: invalid scale");
    }

    @Test
    void events_withoutEnd_leaveOthersTheirTurn() {
        rig.object(WlBuffer.INTERFACE);
        byte[][] many = new byte[8000][];
        Arrays.fill(many, message(ID, 0));
        byte[] much = joined(many);
        Thread sender =
                Thread.ofPlatform()
                        .start(() -> {
                            long at = 0;
                            while (!Thread.interrupted()) {
                                // The kernel may take a part of a message.
                                at +=
                                        sendSome(
                                                Arrays.copyOfRange(
                                                        much, (int) (at % 8), much.length));
                            }
                        });
        for (int i = 0; i < 10; i++) {
            rig.settle();
        }
        rig.assertOpen();
        sender.interrupt();
        join(sender);
    }

    @Test
    void compositorThatDoesNotRead_endsTheConnection() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        int requests = 0;
        while (rig.ended.isEmpty() && requests < 1_000_000) {
            rig.on(() -> {
                for (int i = 0; i < 1000; i++) {
                    surface.request(WlSurface.Request.COMMIT).send();
                }
            });
            requests += 1000;
        }
        rig.assertEnded("the compositor does not read what it is sent");
        assertTrue(requests > 10_000, "after " + requests);
    }

    @Test
    void compositorThatDoesNotRead_descriptorsAreClosed() {
        Proxy<WlShm.Request> shm = rig.object(WlShm.INTERFACE);
        try (Fd fd = Memfd.create("pool", 4096)) {
            for (int i = 0; i < 1000 && rig.ended.isEmpty(); i++) {
                rig.on(() -> {
                    for (int pool = 0; pool < 100; pool++) {
                        create(shm, fd);
                    }
                });
            }
        }
        assertEquals(1, rig.ended.size());
    }

    private static void create(Proxy<WlShm.Request> shm, Fd fd) {
        Proxy<WlShmPool.Request> _ =
                shm.create(WlShm.Request.CREATE_POOL, WlShmPool.INTERFACE, Handler.none(), fd, 1);
    }

    @Test
    void compositorThatReadsLate_getsAll() {
        Proxy<WlSurface.Request> surface = rig.object(WlSurface.INTERFACE);
        rig.client.setSendBuffer(4096);
        rig.on(() -> {
            for (int i = 0; i < 4000; i++) {
                surface.request(WlSurface.Request.OFFSET).integer(i).integer(-i).send();
            }
        });
        rig.assertOpen();
        byte[][] expected = new byte[4000][];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = message(ID, 10, i, -i);
        }
        byte[] got = {};
        for (int i = 0; i < 100 && got.length < expected.length * 16; i++) {
            got = joined(got, rig.received(new ArrayList<>()));
        }
        assertArrayEquals(joined(expected), got);
        rig.assertOpen();
    }

    @Test
    void compositorThatNeverDeletesIds_endsTheConnection() {
        List<Fd> none = new ArrayList<>();
        int id = ID;
        while (rig.ended.isEmpty() && id < 100_000) {
            rig.on(() -> {
                for (int i = 0; i < 1000; i++) {
                    rig.connection.sync(() -> {});
                }
            });
            byte[] _ = rig.received(none);
            byte[][] done = new byte[1000][];
            for (int i = 0; i < 1000; i++) {
                done[i] = message(id++, 0, 0);
            }
            rig.send(joined(done));
        }
        rig.assertEnded("the compositor keeps the ids of objects that are gone");
        assertTrue(id > 60_000, "after " + id);
    }

    @Test
    void requests_afterTheEnd_haveNoEffect() {
        Proxy<WlShm.Request> shm = rig.object(WlShm.INTERFACE);
        rig.event(77, 0);
        try (Fd fd = Memfd.create("pool", 4096)) {
            rig.on(() -> {
                create(shm, fd);
                rig.connection.sync(() -> {});
                rig.connection.flush();
                rig.connection.close();
            });
        }
        assertEquals(1, rig.ended.size());
        rig.assertReceived();
    }

    @Test
    void close_afterSendingFailed_isTheEnd() {
        rig.on(() -> {
            rig.compositor.close();
            rig.connection.sync(() -> {});
            rig.connection.flush();
            rig.connection.close();
        });
        rig.assertOpen();
    }

    private void send(byte[] bytes) {
        assertEquals(bytes.length, sendSome(bytes));
    }

    /// Without waiting for anything.
    private long sendSome(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            return rig.compositor.send(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), List.of());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
