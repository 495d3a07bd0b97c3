// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The control socket of this process: `PID.sock` in the first directory that can hold it. If a
/// process of another PID namespace already has that file, as containers may share directories of
/// their host, the name is `PID-NAMESPACE.sock`.
final class ControlListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlListener.class.getName());
    static final String SUFFIX = ".sock";

    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    /// Another process that ends may remove the directory just after this process created it.
    private static final int ATTEMPTS = 3;

    private final UnixServerSocket socket;
    private final Path path;

    private ControlListener(UnixServerSocket socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    /// Listens, or logs why that failed: the guest is served in any case.
    static Optional<ControlListener> open(ControlDirectories directories) {
        return open(directories, System.Logger.Level.WARNING);
    }

    /// @param level of the log message about a failure
    static Optional<ControlListener> open(
            ControlDirectories directories, System.Logger.Level level) {
        String reason = "";
        for (Path directory : directories.candidates()) {
            for (int i = 0; i < ATTEMPTS; i++) {
                try {
                    directories.prepare(directory);
                    return Optional.of(listen(directory));
                } catch (IOException | UncheckedIOException | LinuxException e) {
                    reason = e.getMessage();
                }
            }
        }
        LOG.log(level, "no control socket, so zeropane ps will not show this process: " + reason);
        return Optional.empty();
    }

    private static ControlListener listen(Path directory) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        try {
            return listen(directory, pid);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRINUSE) {
                throw e;
            }
            return listen(directory, pid + "-" + Files.getAttribute(NAMESPACE, "unix:ino"));
        }
    }

    private static ControlListener listen(Path directory, String name) {
        Path path = directory.resolve(name + SUFFIX);
        return new ControlListener(UnixServerSocket.listen(path), path);
    }

    UnixServerSocket socket() {
        return socket;
    }

    /// Whether the socket file still exists: the directory is removed when its user logs out.
    boolean isInPlace() {
        return socket.isInPlace();
    }

    /// Removes the file, and the directory if it is empty then.
    @Override
    public void close() {
        try {
            socket.close();
            Files.deleteIfExists(path.getParent());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "left behind: " + e.getMessage());
        }
    }
}
