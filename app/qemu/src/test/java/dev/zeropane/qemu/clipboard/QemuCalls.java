// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.clipboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.zeropane.qemu.dbus.DbusReader;
import dev.zeropane.qemu.dbus.DbusReply;
import dev.zeropane.qemu.dbus.DbusWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A QEMU that writes down how its clipboard is called. Bodies are as real ones were recorded.
final class QemuCalls implements GuestClipboard.Peer {
    /// `as` of the only kind of text.
    static final String KINDS = "1d00000018000000" + hex("text/plain;charset=utf-8") + "00";

    private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /// @param body in hexadecimal
    record Call(String member, String signature, String body, Consumer<DbusReply> replied) {
        void answer() {
            replied.accept(new DbusReply.Values("", values("")));
        }

        /// Answers a request.
        void answer(String kind, byte[] text) {
            replied.accept(
                    new DbusReply.Values(
                            "say",
                            new DbusReader(
                                    ByteBuffer.wrap(
                                                    new DbusWriter()
                                                            .string(kind)
                                                            .bytes(text)
                                                            .toBytes())
                                            .order(ByteOrder.LITTLE_ENDIAN))));
        }
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param hex groups of bytes
    static DbusReader values(String hex) {
        return new DbusReader(
                ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")))
                        .order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void call(
            String member, String signature, DbusWriter arguments, Consumer<DbusReply> replied) {
        calls.add(
                new Call(
                        member, signature, HexFormat.of().formatHex(arguments.toBytes()), replied));
    }

    /// The next call, which is this one.
    ///
    /// @param body groups of bytes in hexadecimal
    Call await(String member, String signature, String body) {
        Call call;
        try {
            call = calls.poll(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertNotNull(call, "no call of " + member);
        assertEquals(member, call.member);
        assertEquals(signature, call.signature);
        assertEquals(body.replace(" ", ""), call.body);
        return call;
    }

    void forget() {
        calls.clear();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }
}
