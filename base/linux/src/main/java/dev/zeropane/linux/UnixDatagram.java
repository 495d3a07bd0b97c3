// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Messages to a Unix datagram socket.
public final class UnixDatagram {
    private static final int SOCK_DGRAM = 2;

    private UnixDatagram() {}

    static Fd open(String name) {
        return Fd.own(
                Fd.check(
                        Libc.socket(
                                UnixSocket.AF_UNIX,
                                SOCK_DGRAM | UnixSocket.SOCK_CLOEXEC | UnixSocket.SOCK_NONBLOCK,
                                0),
                        "socket",
                        name),
                name);
    }

    /// Sends one message.
    ///
    /// @param name a path, or an abstract name, written with a leading `@`
    /// @return whether the message was queued; if not, the receiver has no room for it now
    public static boolean send(String name, String text) {
        try (Fd fd = open(name);
                Arena arena = Arena.ofConfined()) {
            Fd.check(Libc.connect(fd.number(), UnixAddress.ofName(name, arena)), "connect", name);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            return new UnixSocket(fd).send(data, List.of()) == bytes.length;
        }
    }
}
