package dev.zeropane.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory only its owner can enter, for sockets; gone with everything in it when closed. Any
/// thread may close it, the second time without effect.
final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private boolean closed;

    TemporaryDirectory() throws IOException {
        path = Files.createTempDirectory("zeropane-");
    }

    Path path() {
        return path;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Stream<Path> files = Files.list(path)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }
}
