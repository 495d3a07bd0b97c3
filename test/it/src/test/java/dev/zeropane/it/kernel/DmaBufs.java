// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Counts dma-bufs.
final class DmaBufs {
    private DmaBufs() {}

    /// Those a process has open or mapped; one that is both counts twice.
    static long of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> fds = Files.list(proc.resolve("fd"));
                Stream<String> maps = Files.lines(proc.resolve("maps"))) {
            return fds.filter(DmaBufs::isDmaBuf).count()
                    + maps.filter(line -> line.contains("/dmabuf")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDmaBuf(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("/dmabuf");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
