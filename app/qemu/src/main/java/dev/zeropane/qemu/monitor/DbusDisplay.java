// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.Mode;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A peer-to-peer connection to QEMU's D-Bus display (QEMU, "D-Bus display"). It sends the sizes of
/// windows, and ignores everything but the answers. Belongs to the loop's thread.
final class DbusDisplay implements AutoCloseable {
    private static final String CONSOLE = "/org/qemu/Display1/Console_";
    private static final String INTERFACE = "org.qemu.Display1.Console";

    /// About 90 dots per inch, like any monitor.
    private static final double MM_PER_PIXEL = 0.28;

    private final Stream stream;
    private final Runnable ready;
    private boolean authenticated;
    private boolean calling;
    private int serial;

    /// Sends the credentials at once: the socket must not have been accepted yet, as the kernel
    /// attaches the sender only to bytes that were sent before.
    ///
    /// @param socket owned from now on
    /// @param ready called when QEMU is ready for the next call
    DbusDisplay(UnixSocket socket, Runnable ready) {
        this.stream = new Stream(socket);
        this.ready = ready;
        String uid =
                HexFormat.of()
                        .formatHex(
                                Integer.toString(Credentials.effectiveUid())
                                        .getBytes(StandardCharsets.US_ASCII));
        send("\0AUTH EXTERNAL " + uid + "\r\n");
    }

    private void send(String text) {
        stream.send(text.getBytes(StandardCharsets.US_ASCII), List.of());
    }

    Fd fd() {
        return stream.fd();
    }

    /// Whether QEMU is ready for a call.
    boolean isReady() {
        return authenticated && !calling;
    }

    /// Tells QEMU the size of a window.
    ///
    /// @param console number of the screen
    /// @param extra millimetres to add to the width, which has no other effect: QEMU ignores a size
    ///   that it got before
    void setUiInfo(int console, Mode size, int extra) {
        calling = true;
        serial++;
        stream.send(
                new DbusCall(serial, CONSOLE + console, INTERFACE, "SetUIInfo", "qqiiuu")
                        .uint16((int) (size.width() * MM_PER_PIXEL) + extra)
                        .uint16((int) (size.height() * MM_PER_PIXEL))
                        .int32(0)
                        .int32(0)
                        .int32(size.width())
                        .int32(size.height())
                        .bytes(),
                List.of());
    }

    /// Receives and handles messages.
    ///
    /// @return false if QEMU has closed the connection
    /// @throws QemuPeerException if QEMU refuses, or does not speak D-Bus
    boolean receive() {
        boolean more = stream.receive();
        if (!authenticated) {
            authenticate();
        }
        while (authenticated) {
            Optional<Integer> length = DbusMessage.length(stream.waiting());
            if (length.isEmpty() || length.get() > stream.waiting().length) {
                break;
            }
            handle(DbusMessage.read(stream.take(length.get())));
        }
        return more;
    }

    private void authenticate() {
        String said = new String(stream.waiting(), StandardCharsets.US_ASCII);
        int end = said.indexOf("\r\n");
        if (end < 0) {
            return;
        }
        if (!said.startsWith("OK ")) {
            throw new QemuPeerException(
                    "QEMU's D-Bus display lets nobody in: " + said.substring(0, end));
        }
        stream.take(end + 2);
        send("BEGIN\r\n");
        authenticated = true;
        ready.run();
    }

    /// Ignores signals and QEMU's own calls.
    private void handle(DbusMessage message) {
        if (!calling || message.replySerial() != serial) {
            return;
        }
        switch (message.type()) {
            case DbusMessage.METHOD_RETURN -> {
                calling = false;
                ready.run();
            }
            case DbusMessage.ERROR -> throw new QemuPeerException("SetUIInfo: " + message.text());
            default -> {}
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
