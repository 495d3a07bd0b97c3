// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory for sockets that only its owner can enter. [#close], on any thread, removes it with
/// its files; a second call has no effect.
public final class TemporaryDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TemporaryDirectory.class.getName());

    private final Path path;
    private boolean closed;

    public TemporaryDirectory() throws IOException {
        path = Files.createTempDirectory("zeropane-");
    }

    public Path path() {
        return path;
    }

    /// Closes it on another thread: for callers that must not wait for a disk. Failures are only
    /// logged.
    public void closeLater() {
        Thread.ofPlatform()
                .daemon()
                .name("zeropane-tidy")
                .start(() -> {
                    try {
                        close();
                    } catch (UncheckedIOException e) {
                        LOG.log(System.Logger.Level.WARNING, e.toString());
                    }
                });
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
