// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// Those that have names; glibc keeps the two above for itself.
    private static final long NAMED = (1L << 31) - 1;

    @TempDir Path directory;

    /// Prints which signals a program ignores that was started by this JVM.
    static final class Starter {
        public static void main(String[] arguments) {
            System.out.print(ignoredSignals(Path.of(arguments[0])));
        }
    }

    private static String ignoredSignals(Path directory) {
        try (Program grep =
                Program.start(directory, Map.of(), "grep", "SigIgn", "/proc/self/status")) {
            grep.awaitExit(0, LIMIT);
            return grep.out().text().strip();
        }
    }

    @Test
    void start_byAJvmWithIgnoredSignals_ignoresNone() {
        String command =
                "trap '' HUP INT QUIT; exec '%s/bin/java' -cp '%s' '%s' '%s'"
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                Starter.class.getName(),
                                directory);
        try (Program shell = Program.start(directory, Map.of(), "sh", "-c", command)) {
            shell.awaitExit(0, LIMIT);
            String mask = shell.out().text().strip().replace("SigIgn:\t", "");
            assertEquals(0, Long.parseUnsignedLong(mask, 16) & NAMED, mask);
        }
    }

    @Test
    void awaitedLine_ofAProgramThatEnded_isNotWaitedFor() {
        String command = "echo one >&2; echo three";
        try (Program shell = Program.start(directory, Map.of(), "sh", "-c", command)) {
            shell.out().await("three", LIMIT);
            AssertionError error =
                    assertThrows(AssertionError.class, () -> shell.err().await("two", LIMIT));
            assertEquals(
                    "sh stderr ended without the line 'two':\none\nOutput ends:\nthree",
                    error.getMessage());
        }
    }
}
