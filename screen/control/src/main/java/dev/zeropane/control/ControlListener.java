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

/// The socket file of this process: `PID.sock` in the first of the directories where it can be. A
/// process of another PID namespace may have that already, as containers are given directories of
/// their host: then `PID-NAMESPACE.sock`.
final class ControlListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlListener.class.getName());
    static final String SUFFIX = ".sock";

    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    /// Another process may remove the directory just after we made it, as the last to leave.
    private static final int ATTEMPTS = 3;

    private final UnixServerSocket socket;
    private final Path path;

    private ControlListener(UnixServerSocket socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    /// Listens, or says why that cannot be: a guest is served all the same.
    static Optional<ControlListener> open(ControlDirectories directories) {
        return open(directories, System.Logger.Level.WARNING);
    }

    /// @param level of what is said if it cannot be
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

    /// Whether others find it: the directory goes when its user logs out, with everything in it.
    boolean isInPlace() {
        return socket.isInPlace();
    }

    /// Removes the file, and the directory if it was the last.
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
