package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.raw.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What this process has open, to find leaks by.
final class OpenFds {
    private OpenFds() {}

    /// Numbers and targets of all descriptors but files of the JDK, which class loading opens as it
    /// pleases.
    static Set<String> now() {
        Set<String> open = new TreeSet<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith("/memfd")
                            || target.startsWith("socket:")
                            || target.startsWith("anon_inode:")) {
                        open.add(link.getFileName() + " " + target);
                    }
                } catch (java.nio.file.NoSuchFileException closedSince) {
                    // The descriptor of the listing itself.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /// Runs `body` and checks that it leaves no memfd, socket, eventfd or epoll open that was not,
    /// nor closes one that was.
    static void assertNoneLeaked(Runnable body) {
        // Loads classes and makes the JDK's own descriptors come into being first.
        now();
        Set<String> before = now();
        body.run();
        assertEquals(before, now());
    }

    /// Opens a path, for descriptors that no class here makes.
    static Fd open(String path, int flags) {
        return Fd.own(Fd.check(Libc.open(path, flags, 0), "open", path), path);
    }
}
