// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.freedesktop.dbus.connections.impl.DirectConnection;
import org.freedesktop.dbus.connections.impl.DirectConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;

/// QEMU's D-Bus display, and a viewer of it. No bus is involved: QEMU is handed one end of a
/// connection through its monitor.
final class DbusDisplay implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(20);

    /// About 90 dots per inch, like any monitor.
    private static final double MM_PER_PIXEL = 0.28;

    private final Path viewerPath;
    private final Path monitorPath;
    private final UnixServerSocket viewers;
    private final UnixServerSocket monitors;
    private DirectConnection connection;

    /// @param directory where it makes its sockets
    DbusDisplay(Path directory) {
        viewerPath = directory.resolve("viewer");
        monitorPath = directory.resolve("monitor");
        viewers = UnixServerSocket.listen(viewerPath);
        monitors = UnixServerSocket.listen(monitorPath);
    }

    /// Arguments of QEMU for this display.
    List<String> arguments() {
        return List.of(
                "-display",
                "dbus,p2p=yes",
                "-chardev",
                "socket,id=monitor,path=" + monitorPath,
                "-mon",
                "chardev=monitor,mode=control");
    }

    /// Makes the connection, once QEMU runs.
    void connect(Program qemu) {
        // It says who it is right away, and waits for QEMU's answer.
        CompletableFuture<DirectConnection> connecting =
                CompletableFuture.supplyAsync(this::openConnection);
        try (UnixSocket viewer = accept(viewers, qemu);
                FdMonitor monitor = new FdMonitor(accept(monitors, qemu))) {
            monitor.execute("{\"execute\": \"qmp_capabilities\"}", List.of());
            monitor.execute(
                    "{\"execute\": \"getfd\", \"arguments\": {\"fdname\": \"viewer\"}}",
                    List.of(viewer.fd()));
            monitor.execute(
                    "{\"execute\": \"add_client\", \"arguments\":"
                            + " {\"protocol\": \"@dbus-display\", \"fdname\": \"viewer\"}}",
                    List.of());
        }
        connection = connecting.join();
    }

    private DirectConnection openConnection() {
        try {
            return DirectConnectionBuilder.forAddress("unix:path=" + viewerPath).build();
        } catch (DBusException e) {
            throw new CompletionException(e);
        }
    }

    private static UnixSocket accept(UnixServerSocket listener, Program qemu) {
        return Await.until(
                () -> "a connection\n" + qemu.err().text(), TO_CONNECT, listener::accept);
    }

    /// Tells QEMU the size of the window that shows one of its screens, and waits for its answer.
    void resize(int screen, int width, int height) {
        try {
            connection
                    .getRemoteObject("/org/qemu/Display1/Console_" + screen, DbusConsole.class)
                    .setUiInfo(
                            new UInt16((int) (width * MM_PER_PIXEL)),
                            new UInt16((int) (height * MM_PER_PIXEL)),
                            0,
                            0,
                            new UInt32(width),
                            new UInt32(height));
        } catch (DBusException e) {
            throw new AssertionError("cannot resize screen " + screen, e);
        }
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            viewers.close();
            monitors.close();
        }
    }
}
