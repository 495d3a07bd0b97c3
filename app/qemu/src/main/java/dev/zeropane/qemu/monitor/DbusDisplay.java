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

/// A connection with QEMU's D-Bus display (QEMU, "D-Bus display"), without a bus between. It says
/// how large the windows are, and listens to nothing. Loop thread only.
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

    /// Says who we are at once: the socket must not have been accepted, as the kernel tells its
    /// acceptor who sent this only if it was sent before.
    ///
    /// @param socket owned from now on
    /// @param ready called when QEMU takes the next call
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

    /// Whether a call may be made.
    boolean isReady() {
        return authenticated && !calling;
    }

    /// Tells QEMU the size of a window.
    ///
    /// @param console number of the screen
    /// @param extra millimetres that the screen is wider, which nobody looks at: QEMU takes no
    ///   notice of a size it has heard before
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

    /// Handles what has come.
    ///
    /// @return false if QEMU has closed the connection
    /// @throws QemuPeerException if it refuses, or does not speak D-Bus
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

    /// Signals, and calls of QEMU's, are not for us.
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
