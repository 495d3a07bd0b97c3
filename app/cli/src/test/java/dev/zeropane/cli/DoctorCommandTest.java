// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.doctor.Finding;
import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.doctor.Host;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// How `zeropane doctor` says what it found.
final class DoctorCommandTest {
    /// With no root at all the checks of what is indispensable fail themselves.
    @ParameterizedTest
    @CsvSource({"--json, '\"ok\":false'", "--quiet, Guests cannot be shown"})
    void command_somethingIndispensableFails_exits1(String option, String said) {
        Host none = new Host(null, Map.of(), device -> Optional.empty(), Optional::empty);
        StringWriter out = new StringWriter();
        CommandLine command =
                new CommandLine(new Main())
                        .addSubcommand(new DoctorCommand(none))
                        .setOut(new PrintWriter(out, true));
        assertEquals(1, command.execute("doctor", option));
        assertTrue(out.toString().contains(said), out.toString());
    }

    @Test
    void print_longTexts_wrapsButNoCommand() {
        String command = "\"echo 1 > /" + "x".repeat(80) + "\"";
        StringWriter text = new StringWriter();
        DoctorCommand.print(
                new PrintWriter(text),
                List.of(
                        new Finding("a", "a", Status.OK, "word ".repeat(30)),
                        new Finding("b", "a longer one", Status.NO, "b").remedy("do " + command)));
        List<String> lines = text.toString().lines().toList();
        assertTrue(lines.getFirst().startsWith("ok    a             word word"), lines.getFirst());
        assertTrue(lines.contains("no    a longer one  b"), text.toString());
        assertTrue(lines.getLast().strip().equals(command), text.toString());
        List<String> tooLong =
                lines.stream().filter(l -> l.length() > 80 && !l.contains(command)).toList();
        assertEquals(List.of(), tooLong);
    }
}
