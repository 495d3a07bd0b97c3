// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Tests that ask running processes by commands, as a person does.
@Tag("cli")
abstract class AskingTest {
    static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int FAILED = 1;

    @TempDir Path directory;

    /// Standard output of a command that must do what it is asked to.
    final String ask(String... arguments) {
        try (Program program = Zeropane.start(directory, arguments)) {
            int status = program.awaitExit(LIMIT);
            assertEquals(0, status, program.err().text());
            assertEquals(List.of(), Zeropane.messages(program));
            return program.out().text();
        }
    }

    /// What a command says that must fail.
    final String refused(String... arguments) {
        try (Program program = Zeropane.start(directory, arguments)) {
            program.awaitExit(FAILED, LIMIT);
            assertEquals(1, Zeropane.messages(program).size(), program.err().text());
            assertEquals("", program.out().text());
            return Zeropane.messages(program).getFirst();
        }
    }
}
