// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Takes pages out of a memfd of this process, as a balloon does: by `fallocate` of util-linux,
/// since no test makes native calls.
final class PunchHole {
    private static final Path OPEN = Path.of("/proc/self/fd");

    private PunchHole() {}

    /// @param name of the one memfd that is called so
    static void in(String name, long offset, long length) {
        String fd = find("/memfd:" + name);
        long pid = ProcessHandle.current().pid();
        List<String> command =
                List.of(
                        "fallocate",
                        "--punch-hole",
                        "--offset=" + offset,
                        "--length=" + length,
                        "/proc/" + pid + "/fd/" + fd);
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String find(String target) {
        try (Stream<Path> links = Files.list(OPEN)) {
            return links.filter(link -> pointsTo(link, target))
                    .map(link -> link.getFileName().toString())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no open " + target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean pointsTo(Path link, String target) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith(target);
        } catch (IOException e) {
            return false; // the descriptor of the listing itself
        }
    }
}
