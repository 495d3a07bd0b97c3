// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a process holds, as the kernel counts it: for tests that compare before and after.
///
/// @param descriptors open file descriptors
/// @param mappings those of shared memory, as all of guests' memory and of pictures is; a JVM's
///   own, for code and heap, are private, and come and go
/// @param residentKib memory of its own: RssAnon + RssFile. A JVM's moves by itself, by many MiB:
///   see [JvmMemory]
public record ProcessUsage(int descriptors, int mappings, long residentKib) {
    /// The end of the second column of a line of `/proc/PID/maps`.
    private static final Pattern SHARED = Pattern.compile("^\\S+ ...s ");

    /// Counts now.
    public static ProcessUsage of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> fds = Files.list(proc.resolve("fd"));
                Stream<String> maps = Files.lines(proc.resolve("maps"))) {
            long shared = maps.filter(SHARED.asPredicate()).count();
            return new ProcessUsage((int) fds.count(), (int) shared, resident(proc));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at process " + pid, e);
        }
    }

    private static long resident(Path proc) throws IOException {
        try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssFile:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        }
    }
}
