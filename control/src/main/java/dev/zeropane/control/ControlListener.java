package dev.zeropane.control;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The socket file of this process: `PID.sock` in the first of the directories where it can be.
final class ControlListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlListener.class.getName());
    static final String SUFFIX = ".sock";

    /// Another process may remove the directory just after we made it, as the last to leave.
    private static final int ATTEMPTS = 3;

    private final UnixServerSocket socket;
    private final Path path;

    private ControlListener(UnixServerSocket socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    /// Listens, or says once why that cannot be: a guest is served all the same.
    static Optional<ControlListener> open(ControlDirectories directories) {
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
        LOG.log(
                System.Logger.Level.WARNING,
                "no control socket, so zeropane ps will not show this process: " + reason);
        return Optional.empty();
    }

    private static ControlListener listen(Path directory) throws IOException {
        Path path = directory.resolve(ProcessHandle.current().pid() + SUFFIX);
        UnixServerSocket socket = UnixServerSocket.listen(path);
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new ControlListener(socket, path);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    UnixServerSocket socket() {
        return socket;
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
