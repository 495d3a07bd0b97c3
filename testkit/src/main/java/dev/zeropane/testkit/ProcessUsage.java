package dev.zeropane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process holds, as the kernel counts it: for tests that compare before and after.
///
/// @param descriptors open file descriptors
/// @param mappings lines of its `/proc/PID/maps`
/// @param residentKib memory of its own: RssAnon + RssFile, without shared memory such as guest RAM
public record ProcessUsage(int descriptors, int mappings, long residentKib) {
    /// Counts now. The numbers move a little by themselves: a JVM maps code and heap as it goes.
    public static ProcessUsage of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> fds = Files.list(proc.resolve("fd"));
                Stream<String> maps = Files.lines(proc.resolve("maps"))) {
            return new ProcessUsage((int) fds.count(), (int) maps.count(), resident(proc));
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
