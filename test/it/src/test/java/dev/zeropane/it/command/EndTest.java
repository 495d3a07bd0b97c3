// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A process whose threads are in trouble ends all the same, and says which and where. A thread is
/// stuck in the kernel where it opens a FIFO.
@Tag("cli")
final class EndTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int FAILED = 1;

    @TempDir Path directory;

    /// Both at once, as it takes its time.
    @Test
    void stuckThread_endsInTime_andIsNamed() throws IOException {
        try (Program stuck = start("STUCK");
                Program hangs = start("HANGS")) {
            stuck.signal("TERM");
            hangs.signal("TERM");

            assertEquals(FAILED, stuck.awaitExit(LIMIT));
            String said = stuck.err().text();
            assertTrue(said.contains("thread display-in-trouble is at "), said);
            assertTrue(said.contains("StandInTrouble$Trouble.open("), said);

            assertEquals(FAILED, hangs.awaitExit(LIMIT));
            said = hangs.err().text();
            assertTrue(said.contains("still not cleaned up"), said);
            assertTrue(said.contains("StandInTrouble$Trouble.close("), said);
        }
    }

    @Test
    void threadThatDies_isNamed_andTheProcessEndsInOrder() throws IOException {
        try (Program program = start("DIES")) {
            assertTrue(Files.exists(directory.resolve("DIES.sock")));
            new FileOutputStream(directory.resolve("DIES").toFile()).close();

            assertEquals(FAILED, program.awaitExit(LIMIT));
            String said = program.err().text();
            assertTrue(said.contains("display-in-trouble"), said);
            assertTrue(said.contains("OutOfMemoryError: as ordered"), said);
            assertFalse(Files.exists(directory.resolve("DIES.sock")));
        }
    }

    /// Its own work may come to its end before the cleaning up does, or after.
    @ParameterizedTest
    @CsvSource({"TERM, '', 143", "HUP, '', 129", "TERM, 3, 3"})
    void signal_givesItsStatus_whoeverIsDoneFirst(String signal, String status, int expected) {
        try (Program program =
                java(
                        "dev.zeropane.cli.StandInWork",
                        status.isEmpty() ? List.of() : List.of(status))) {
            program.err().await("working", LIMIT);
            program.signal(signal);
            program.awaitExit(expected, LIMIT);
        }
    }

    private Program start(String kind) throws IOException {
        Path fifo = directory.resolve(kind);
        try (Program make = Program.start(directory, Map.of(), "mkfifo", fifo.toString())) {
            make.awaitExit(0, LIMIT);
        }
        Program program =
                java(
                        "dev.zeropane.cli.StandInTrouble",
                        List.of(kind, fifo.toString(), "--socket-path", fifo + ".sock"));
        try {
            program.err().await("waiting for a VMM", LIMIT);
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private Program java(String main, List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                StandInServer.classPath(),
                                main));
        command.addAll(arguments);
        return Program.start(
                directory, Map.of("XDG_RUNTIME_DIR", Zeropane.runtime().toString()), command);
    }
}
