// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.qemu.peer.PeerStream;
import dev.zeropane.qemu.peer.QemuPeerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A peer-to-peer connection with QEMU's D-Bus display (QEMU, "D-Bus display"), which everything
/// that is said to QEMU by D-Bus shares: QEMU has one, and a second one closes the first.
///
/// Both sides call each other, at the same time: neither waits. Calls of ours are sent in their
/// order, also before QEMU has let us in, and their answers are told as they come. Calls of QEMU's
/// are answered at once by the object they are for ([#export]); QEMU waits for these answers with
/// its main loop standing still. A message whose body is too long is skipped, and nothing else
/// suffers. Belongs to the loop's thread.
public final class DbusConnection implements AutoCloseable {
    /// The longest body that is read: a guest's text of 1 MiB, and what is around it.
    public static final int MAX_BODY = (1 << 20) + (1 << 12);

    /// Calls that may wait for QEMU's answer together.
    private static final int MAX_CALLS = 256;

    private static final int MAX_LINE = 1024;

    private final PeerStream stream;
    private final EventLoop loop;
    private final Map<Integer, Consumer<DbusReply>> calls = new HashMap<>();
    private final Map<String, DbusObject> objects = new HashMap<>();
    private final Map<String, Consumer<DbusReader>> listeners = new HashMap<>();

    /// Messages to be sent once QEMU has let us in.
    private final List<byte[]> early = new ArrayList<>();

    private boolean authenticated;
    private boolean closed;
    private int serial;
    private Runnable whenReady = () -> {};

    /// Bytes of a body that are skipped.
    private long toSkip;

    /// Sends the credentials at once: the socket must not have been accepted yet, as the kernel
    /// attaches the sender only to bytes that were sent before.
    ///
    /// @param socket owned from now on
    public DbusConnection(UnixSocket socket, EventLoop loop) {
        this.stream = new PeerStream(socket, loop);
        this.loop = loop;
        String uid =
                HexFormat.of()
                        .formatHex(
                                Integer.toString(Credentials.effectiveUid())
                                        .getBytes(StandardCharsets.US_ASCII));
        stream.sendNow(ascii("\0AUTH EXTERNAL " + uid + "\r\n"), List.of());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Begins to receive, once QEMU has the other end.
    ///
    /// @param ready called when QEMU has let us in
    /// @param ended called once, when QEMU has closed the connection, or with why it cannot be
    ///   used: QEMU refuses us, or does not speak D-Bus. Then close it
    public void watch(Runnable ready, Consumer<Optional<RuntimeException>> ended) {
        whenReady = ready;
        stream.watch(this::handleReceived, ended);
    }

    /// Whether QEMU has let us in, and the connection is open.
    public boolean isReady() {
        return authenticated && !closed;
    }

    /// Whether the connection was closed.
    public boolean isClosed() {
        return closed;
    }

    /// Bytes that wait because QEMU does not read.
    public long unsent() {
        return stream.unsent();
    }

    /// Calls that QEMU has not answered yet.
    public int unanswered() {
        return calls.size();
    }

    /// An object's interface, for QEMU to call. Calls for others are answered `UnknownMethod`.
    public void export(String path, String name, DbusObject object) {
        objects.put(path + " " + name, object);
    }

    /// Listens to a signal of an object of QEMU's.
    ///
    /// @param heard gets its values, on the loop's thread
    public void listen(String path, String name, String member, Consumer<DbusReader> heard) {
        listeners.put(path + " " + name + " " + member, heard);
    }

    /// Calls a method of QEMU's.
    ///
    /// @param signature types of the arguments
    /// @param replied called once, on the loop's thread, never within this call: with QEMU's
    ///   answer, whenever it comes, or with that there will be none
    public void call(
            String path,
            String name,
            String member,
            String signature,
            DbusWriter arguments,
            Consumer<DbusReply> replied) {
        if (closed || calls.size() >= MAX_CALLS) {
            loop.post(() -> replied.accept(new DbusReply.Lost()));
            return;
        }
        calls.put(
                send(
                        DbusMessage.METHOD_CALL,
                        0,
                        new Head()
                                .text(DbusMessage.FIELD_PATH, "o", path)
                                .text(DbusMessage.FIELD_INTERFACE, "s", name)
                                .text(DbusMessage.FIELD_MEMBER, "s", member),
                        signature,
                        arguments),
                replied);
    }

    /// @return the message's serial
    private int send(int type, int flags, Head head, String signature, DbusWriter arguments) {
        // Never 0.
        serial = serial == -1 ? 1 : serial + 1;
        byte[] message = head.message(type, flags, serial, signature, arguments.toBytes());
        if (authenticated) {
            stream.send(message);
        } else {
            early.add(message);
        }
        return serial;
    }

    /// The fields of a message that is written.
    private static final class Head {
        private final DbusWriter fields = new DbusWriter();

        private Head text(int code, String type, String value) {
            fields.align(Long.BYTES).uint8(code).signature(type).string(value);
            return this;
        }

        private Head number(int code, int value) {
            fields.align(Long.BYTES).uint8(code).signature("u").int32(value);
            return this;
        }

        private byte[] message(int type, int flags, int serial, String signature, byte[] body) {
            if (!signature.isEmpty()) {
                fields.align(Long.BYTES)
                        .uint8(DbusMessage.FIELD_SIGNATURE)
                        .signature("g")
                        .signature(signature);
            }
            // Fields begin at a multiple of 8, so they are aligned as if they lay alone.
            return new DbusWriter()
                    .uint8('l')
                    .uint8(type)
                    .uint8(flags)
                    .uint8(DbusMessage.VERSION)
                    .int32(body.length)
                    .int32(serial)
                    .bytes(fields.toBytes())
                    .align(Long.BYTES)
                    .raw(body)
                    .toBytes();
        }
    }

    private void handleReceived() {
        if (!authenticated) {
            authenticate();
        }
        boolean more = authenticated;
        while (more && !closed && !stream.isFull()) {
            more = skipOrHandle();
        }
    }

    private void authenticate() {
        int end = stream.indexOf((byte) '\n');
        if (end < 0 && stream.waiting() <= MAX_LINE) {
            return;
        }
        String said =
                new String(
                        stream.peek(Math.min(MAX_LINE, end < 0 ? stream.waiting() : end)),
                        StandardCharsets.US_ASCII);
        if (end < 0 || !said.startsWith("OK ")) {
            throw new QemuPeerException(
                    "QEMU's D-Bus display lets nobody in: " + said.stripTrailing());
        }
        stream.drop(end + 1);
        stream.send(ascii("BEGIN\r\n"));
        authenticated = true;
        early.forEach(stream::send);
        early.clear();
        whenReady.run();
    }

    /// @return whether there may be more to do now
    private boolean skipOrHandle() {
        if (toSkip > 0) {
            int skipped = (int) Math.min(toSkip, stream.waiting());
            stream.drop(skipped);
            toSkip -= skipped;
            return toSkip == 0;
        }
        if (stream.waiting() < DbusMessage.FIXED) {
            return false;
        }
        DbusMessage.Lengths lengths = DbusMessage.lengths(stream.peek(DbusMessage.FIXED));
        boolean tooLong = lengths.body() > MAX_BODY;
        long needed = lengths.head() + (tooLong ? 0 : lengths.body());
        if (stream.waiting() < needed) {
            return false;
        }
        DbusMessage message = DbusMessage.read(stream.take(lengths.head()));
        if (tooLong) {
            toSkip = lengths.body();
            handleTooLong(message);
        } else {
            byte[] body = stream.take((int) lengths.body());
            handle(message, new DbusReader(ByteBuffer.wrap(body).order(message.order())));
        }
        return true;
    }

    private void handle(DbusMessage message, DbusReader body) {
        switch (message.type()) {
            case DbusMessage.METHOD_CALL -> answer(message, called(message, body));
            case DbusMessage.METHOD_RETURN ->
                    replied(message, new DbusReply.Values(message.signature(), body));
            case DbusMessage.ERROR ->
                    replied(
                            message,
                            new DbusReply.Refused(message.error(), message.text(body).orElse("")));
            case DbusMessage.SIGNAL -> heard(message, body);
            default -> {}
        }
    }

    private void handleTooLong(DbusMessage message) {
        switch (message.type()) {
            case DbusMessage.METHOD_CALL ->
                    answer(
                            message,
                            new DbusAnswer.Refusal(
                                    "org.freedesktop.DBus.Error.LimitsExceeded",
                                    "arguments of more than " + MAX_BODY + " bytes"));
            case DbusMessage.METHOD_RETURN, DbusMessage.ERROR ->
                    replied(message, new DbusReply.TooLong());
            default -> {}
        }
    }

    private DbusAnswer called(DbusMessage call, DbusReader arguments) {
        DbusObject object = objects.get(call.path() + " " + call.name());
        if (object == null) {
            return DbusAnswer.unknown(call.member());
        }
        try {
            return object.called(call.member(), arguments);
        } catch (DbusFormatException e) {
            return new DbusAnswer.Refusal(
                    "org.freedesktop.DBus.Error.InvalidArgs", "arguments: " + e.getMessage());
        }
    }

    private void answer(DbusMessage call, DbusAnswer answer) {
        if (closed || (call.flags() & DbusMessage.NO_REPLY_EXPECTED) != 0) {
            return;
        }
        Head head = new Head().number(DbusMessage.FIELD_REPLY_SERIAL, call.serial());
        int flags = DbusMessage.NO_REPLY_EXPECTED;
        switch (answer) {
            case DbusAnswer.Values(String signature, DbusWriter body) -> {
                int _ = send(DbusMessage.METHOD_RETURN, flags, head, signature, body);
            }
            case DbusAnswer.Refusal(String name, String text) -> {
                int _ =
                        send(
                                DbusMessage.ERROR,
                                flags,
                                head.text(DbusMessage.FIELD_ERROR_NAME, "s", name),
                                "s",
                                new DbusWriter().string(text));
            }
        }
    }

    /// Ignores answers to what nobody asked.
    private void replied(DbusMessage message, DbusReply reply) {
        Consumer<DbusReply> waiting = calls.remove(message.replySerial());
        if (waiting != null) {
            waiting.accept(reply);
        }
    }

    /// A signal with other values than it should have is ignored.
    private void heard(DbusMessage signal, DbusReader values) {
        Consumer<DbusReader> listener =
                listeners.get(signal.path() + " " + signal.name() + " " + signal.member());
        if (listener != null) {
            try {
                listener.accept(values);
            } catch (DbusFormatException e) {
                return;
            }
        }
    }

    /// Calls that wait end with [DbusReply.Lost].
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        stream.close();
        List<Consumer<DbusReply>> waiting = List.copyOf(calls.values());
        calls.clear();
        waiting.forEach(replied -> loop.post(() -> replied.accept(new DbusReply.Lost())));
    }
}
