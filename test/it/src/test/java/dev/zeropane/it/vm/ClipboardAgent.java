// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The agent of a guest's clipboard, of which the guest has nothing but the open port: what it says
/// is written here, and what it hears is read here (`spice/vd_agent.h`).
final class ClipboardAgent {
    static final int CLIPBOARD = 4;
    static final int ANNOUNCE_CAPABILITIES = 6;
    static final int CLIPBOARD_GRAB = 7;
    static final int CLIPBOARD_REQUEST = 8;

    /// By demand, with selections, with serial numbers.
    private static final int CAPABILITIES = 1 << 5 | 1 << 6 | 1 << 17;

    private static final int TEXT = 1;
    private static final int PORT = 1;
    private static final int PROTOCOL = 1;
    private static final int CHUNK_HEADER = 8;
    private static final int MESSAGE_HEADER = 20;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Vm guest;

    /// How many of the messages that the agent has heard were waited for.
    private int known;

    /// @param data of the message, in hexadecimal
    record Message(int type, String data) {
        /// Of data with a selection and a kind before it.
        String text() {
            return new String(HexFormat.of().parseHex(data.substring(16)), StandardCharsets.UTF_8);
        }
    }

    ClipboardAgent(Vm guest) {
        this.guest = guest;
    }

    /// Opens the port, and says what it can do.
    void start() {
        known = 0;
        guest.run(
                "cd /sys/class/virtio-ports; exec 3<>/dev/$(grep -l com.redhat.spice.0 */name | cut"
                        + " -d/ -f1); cat <&3 >/tmp/heard &");
        say(ANNOUNCE_CAPABILITIES, ints(0, CAPABILITIES));
    }

    /// Closes the port.
    void stop() {
        guest.run("kill %cat; wait; exec 3>&-");
    }

    /// What the guest's shell can write to the port, as `/tmp/NAME`.
    void keep(String name, byte[] bytes) {
        guest.run(printf(bytes) + " >/tmp/" + name);
    }

    static byte[] ints(int... values) {
        ByteBuffer out =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    static byte[] message(int type, byte[] data) {
        byte[] head = ints(PORT, MESSAGE_HEADER + data.length, PROTOCOL, type, 0, 0, data.length);
        return ByteBuffer.allocate(head.length + data.length).put(head).put(data).array();
    }

    void say(int type, byte[] data) {
        say(message(type, data));
    }

    void say(byte[] bytes) {
        guest.run(printf(bytes) + " >&3");
    }

    private static String printf(byte[] bytes) {
        StringBuilder line = new StringBuilder("printf '");
        for (byte one : bytes) {
            line.append("\\%03o".formatted(Byte.toUnsignedInt(one)));
        }
        return line.append('\'').toString();
    }

    static byte[] grab(int serial) {
        return message(CLIPBOARD_GRAB, ints(0, serial, TEXT));
    }

    /// Says that something was copied.
    void copy(int serial) {
        say(grab(serial));
    }

    /// Wants what the host has copied.
    void paste() {
        say(CLIPBOARD_REQUEST, ints(0, TEXT));
    }

    /// Answers a request.
    void give(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] data = ByteBuffer.allocate(8 + utf8.length).put(ints(0, TEXT)).put(utf8).array();
        say(CLIPBOARD, data);
    }

    /// The next message of this type.
    Message await(int type) {
        return Await.until(
                () -> "a message of type " + type + " after " + known + " of " + heard(),
                LIMIT,
                () -> {
                    List<Message> heard = heard();
                    for (int i = known; i < heard.size(); i++) {
                        if (heard.get(i).type == type) {
                            known = i + 1;
                            return Optional.of(heard.get(i));
                        }
                    }
                    return Optional.empty();
                });
    }

    /// All that was heard, but for a message that is not complete.
    private List<Message> heard() {
        String hex = guest.run("hexdump -v -e '1/1 \"%02x\"' /tmp/heard");
        ByteBuffer chunks =
                ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer messages =
                ByteBuffer.allocate(chunks.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (chunks.remaining() >= CHUNK_HEADER) {
            int length = chunks.position(chunks.position() + Integer.BYTES).getInt();
            int there = Math.min(length, chunks.remaining());
            messages.put(chunks.slice(chunks.position(), there));
            chunks.position(chunks.position() + there);
        }
        messages.flip();
        List<Message> heard = new ArrayList<>();
        while (messages.remaining() >= MESSAGE_HEADER) {
            int at = messages.position();
            int type = messages.getInt(at + 4);
            byte[] data = new byte[messages.getInt(at + 16)];
            if (messages.remaining() < MESSAGE_HEADER + data.length) {
                break;
            }
            messages.position(at + MESSAGE_HEADER).get(data);
            heard.add(new Message(type, HexFormat.of().formatHex(data)));
        }
        return heard;
    }
}
