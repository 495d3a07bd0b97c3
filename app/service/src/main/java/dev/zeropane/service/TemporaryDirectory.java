// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory only its owner can enter, for sockets; gone with everything in it when closed. Any
/// thread may close it, the second time without effect.
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

    /// Closes it on a thread of its own: for callers that must not wait for a disk. What cannot be
    /// removed is only said.
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
