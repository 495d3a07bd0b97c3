// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.qemu.peer.QemuPeerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The connection against a peer that is an independent piece of code.
final class DbusConnectionTest {
    private static final String PATH = "/org/qemu/Display1/Clipboard";
    private static final String NAME = "org.qemu.Display1.Clipboard";

    private final EventLoop loop = new EventLoop(_ -> {});
    private final BlockingQueue<DbusReply> replies = new LinkedBlockingQueue<>();
    private final CompletableFuture<Optional<RuntimeException>> end = new CompletableFuture<>();
    private DbusConnection connection;
    private DbusPeer peer;
    private Thread thread;

    @BeforeEach
    void connect() {
        List<UnixSocket> ends = UnixSocket.pair("D-Bus");
        connection = new DbusConnection(ends.getFirst(), loop);
        connection.watch(() -> {}, end::complete);
        peer = new DbusPeer(ends.getLast());
        thread = Thread.ofPlatform().daemon().start(loop::run);
    }

    @AfterEach
    void close() {
        loop.post(connection::close);
        loop.stop();
        ThreadEnd.await(thread);
        loop.close();
        peer.close();
    }

    private void call(String member, DbusWriter arguments) {
        loop.post(() -> connection.call(PATH, NAME, member, "s", arguments, replies::add));
    }

    private void call(String member) {
        call(member, new DbusWriter().string("x"));
    }

    private DbusReply reply() throws InterruptedException {
        DbusReply reply = replies.poll(60, TimeUnit.SECONDS);
        assertTrue(reply != null, "no reply");
        return reply;
    }

    private static String text(DbusReply reply) {
        return assertInstanceOf(DbusReply.Values.class, reply).body().string();
    }

    private void export(DbusObject object) {
        loop.post(() -> connection.export(PATH, NAME, object));
    }

    @Test
    void calls_areSentInOrder_andAnswersMayComeInAnyOrder() throws InterruptedException {
        // The first is made before QEMU has let us in.
        call("First");
        peer.letIn();
        call("Second");
        DbusPeer.Received first = peer.next();
        DbusPeer.Received second = peer.next();
        assertEquals("First", first.member());
        assertEquals(PATH, first.path());
        assertEquals(NAME, first.name());
        assertEquals("Second", second.member());
        assertNotEquals(first.serial(), second.serial());
        peer.answer(second.serial(), "two");
        peer.answer(77, "nobody's");
        peer.answer(first.serial(), "one");
        assertEquals("two", text(reply()));
        assertEquals("one", text(reply()));
    }

    @Test
    void refusals_haveNameAndText() throws InterruptedException {
        peer.letIn();
        call("Grab");
        peer.refuse(peer.next().serial(), "org.qemu.Error", "no");
        assertEquals(new DbusReply.Refused("org.qemu.Error", "no"), reply());
    }

    @Test
    void callsOfQemus_areAnsweredWhileOursWait() {
        export((member, arguments) ->
                new DbusAnswer.Values(
                        "s", new DbusWriter().string(member + " " + arguments.string())));
        peer.letIn();
        call("Register");
        int register = peer.next().serial();
        peer.call(5, 0, PATH, NAME, "Request", "text");
        DbusPeer.Received answer = peer.next();
        assertEquals(2, answer.type());
        assertEquals(5, answer.replySerial());
        assertEquals("Request text", answer.text());
        peer.answer(register, "");
    }

    @Test
    void callsOfWhatWeHaveNot_areRefused() {
        export((member, _) -> DbusAnswer.unknown(member));
        peer.letIn();
        peer.call(1, 0, PATH, "org.freedesktop.DBus.Properties", "GetAll", NAME);
        peer.call(2, 0, "/elsewhere", NAME, "Request", "");
        peer.call(3, 0, PATH, NAME, "Dance", "");
        for (int serial = 1; serial <= 3; serial++) {
            DbusPeer.Received answer = peer.next();
            assertEquals(3, answer.type());
            assertEquals(serial, answer.replySerial());
            assertEquals("org.freedesktop.DBus.Error.UnknownMethod", answer.error());
        }
    }

    @Test
    void wrongArguments_areRefused_andWhoWantsNoReplyGetsNone() {
        export((_, arguments) -> {
            int _ = arguments.uint32();
            int _ = arguments.uint32();
            List<String> _ = arguments.strings();
            return DbusAnswer.DONE;
        });
        peer.letIn();
        peer.call(1, 1, PATH, NAME, "Grab", "");
        peer.call(2, 0, PATH, NAME, "Grab", "");
        DbusPeer.Received answer = peer.next();
        assertEquals(2, answer.replySerial());
        assertEquals("org.freedesktop.DBus.Error.InvalidArgs", answer.error());
    }

    @Test
    void bodiesThatAreTooLong_areSkipped() throws InterruptedException {
        export((_, _) -> DbusAnswer.DONE);
        peer.letIn();
        call("Request");
        call("Again");
        peer.answerWithBytes(peer.next().serial(), DbusConnection.MAX_BODY + 1);
        peer.answer(peer.next().serial(), "fine");
        assertEquals(new DbusReply.TooLong(), reply());
        assertEquals("fine", text(reply()));
        peer.callWithBytes(9, PATH, NAME, "Grab", 3 * DbusConnection.MAX_BODY);
        DbusPeer.Received answer = peer.next();
        assertEquals(9, answer.replySerial());
        assertEquals("org.freedesktop.DBus.Error.LimitsExceeded", answer.error());
    }

    @Test
    void textOfAMebibyte_goesBothWays() throws InterruptedException {
        String text = "\u20ac".repeat(1_048_548 / 3);
        export((_, arguments) -> {
            assertEquals(text, arguments.string());
            return new DbusAnswer.Values("s", new DbusWriter().string(text));
        });
        peer.letIn();
        call("Grab", new DbusWriter().string(text));
        DbusPeer.Received grab = peer.next();
        assertEquals(text, grab.text());
        peer.answer(grab.serial(), text);
        assertEquals(text, text(reply()));
        peer.call(3, 0, PATH, NAME, "Request", text);
        assertEquals(text, peer.next().text());
    }

    /// Calls that are not answered do not fill memory, and the peer's silence holds up nobody.
    @Test
    void qemuThatDoesNotRead_isLeftAlone() throws InterruptedException {
        peer.letIn();
        byte[] much = new byte[100_000];
        for (int i = 0; i < 300; i++) {
            call("Grab", new DbusWriter().bytes(much));
        }
        for (int lost = 0; lost < 44; lost++) {
            assertEquals(new DbusReply.Lost(), reply());
        }
        assertFalse(end.isDone());
        loop.post(connection::close);
        for (int lost = 0; lost < 256; lost++) {
            assertEquals(new DbusReply.Lost(), reply());
        }
        call("Grab");
        assertEquals(new DbusReply.Lost(), reply());
    }

    /// A few bytes ask for much: they wait while the answers before them are not read.
    @Test
    void callsInOnePiece_withLongAnswers_areAnsweredAsTheyAreRead() throws Exception {
        byte[] mebibyte = new byte[1 << 20];
        export((_, _) -> new DbusAnswer.Values("ay", new DbusWriter().bytes(mebibyte)));
        peer.letIn();
        int calls = 100;
        for (int serial = 1; serial <= calls; serial++) {
            peer.call(serial, 0, PATH, NAME, "Request", "");
        }
        CompletableFuture<Long> unsent = new CompletableFuture<>();
        for (int serial = 1; serial <= calls; serial++) {
            assertEquals(serial, peer.next().replySerial());
            if (serial == 1) {
                loop.post(() -> unsent.complete(connection.unsent()));
                assertTrue(unsent.get(60, TimeUnit.SECONDS) < 6 << 20, () -> "" + unsent.join());
            }
        }
    }

    @Test
    void signals_areHeardByWhomTheyAreFor() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        loop.post(() ->
                connection.listen(PATH, NAME, "Changed", values -> heard.add(values.string())));
        peer.letIn();
        peer.signal(PATH, NAME, "Other", "no");
        peer.signal(PATH, NAME, "Changed", "yes");
        assertEquals("yes", heard.poll(60, TimeUnit.SECONDS));
        assertTrue(heard.isEmpty());
    }

    @Test
    void writtenValues_areReadAgain() {
        DbusWriter written =
                new DbusWriter()
                        .int32(7)
                        .strings(List.of("a", "text/plain;charset=utf-8"))
                        .uint8(1)
                        .bytes(new byte[] {1, 2, 3})
                        .string("\u20ac");
        DbusReader read =
                new DbusReader(ByteBuffer.wrap(written.toBytes()).order(ByteOrder.LITTLE_ENDIAN));
        assertEquals(7, read.uint32());
        assertEquals(List.of("a", "text/plain;charset=utf-8"), read.strings());
        assertEquals(1, read.uint8());
        assertArrayEquals(new byte[] {1, 2, 3}, read.bytes());
        assertEquals("\u20ac", read.string());
        assertTrue(read.isAtEnd());
    }

    /// Whatever comes, it is an error of ours or is read.
    @Test
    void hostileBytes_areMessagesOrNone() {
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = DbusPeer.message(2 + random.nextInt(3), random.nextInt(), "text");
            for (int change = random.nextInt(4); change >= 0; change--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            try {
                DbusMessage.Lengths lengths = DbusMessage.lengths(message);
                if (lengths.head() + lengths.body() <= message.length) {
                    DbusMessage read = DbusMessage.read(Arrays.copyOf(message, lengths.head()));
                    Optional<String> _ =
                            read.text(
                                    new DbusReader(
                                            ByteBuffer.wrap(
                                                            message,
                                                            lengths.head(),
                                                            (int) lengths.body())
                                                    .slice()
                                                    .order(read.order())));
                }
            } catch (QemuPeerException e) {
                assertFalse(e.getMessage().isEmpty());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void bytesThatAreNoDbus_endTheConnection() throws Exception {
        peer.letIn();
        call("Grab");
        int _ = peer.next().serial();
        peer.send("neither little nor big".getBytes(StandardCharsets.US_ASCII));
        Optional<RuntimeException> failure = end.get(10, TimeUnit.SECONDS);
        assertTrue(failure.orElseThrow().getMessage().contains("does not speak D-Bus"));
    }
}
