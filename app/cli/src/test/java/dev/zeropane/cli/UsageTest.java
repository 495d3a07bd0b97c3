// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// What a person is told who types something wrong, or reads `--help`.
final class UsageTest {
    private static final int USAGE = 2;

    private static String refusal(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine(arguments);
        line.setParameterExceptionHandler(Main::usageError);
        line.setErr(new PrintWriter(said));
        assertEquals(USAGE, line.execute(arguments), said::toString);
        return said.toString();
    }

    /// Who says in words that an option has to be there says so in the synopsis, too.
    @Test
    void optionsThatHaveToBeThere_areShownSo() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                String words = String.join(" ", option.description());
                assertTrue(
                        option.required()
                                || !words.contains("to be given")
                                || words.contains("unless"),
                        () -> command.getCommandName() + " " + option.longestName() + ": " + words);
            }
        }
        String vsock = Main.commandLine("vsock").getSubcommands().get("vsock").getUsageMessage();
        String synopsis = vsock.substring(0, vsock.indexOf("\n\n")).replaceAll("\\s+", " ");
        assertTrue(synopsis.contains(" --guest-cid=N "), synopsis);
        assertTrue(synopsis.contains(" --uds-path=PATH "), synopsis);
    }

    @Test
    void capabilities_arePrinted_withoutWhatIsElseRequired() {
        StringWriter said = new StringWriter();
        String[] arguments = {"vsock", "--print-capabilities"};
        CommandLine line = Main.commandLine(arguments);
        line.setOut(new PrintWriter(said));
        assertEquals(0, line.execute(arguments));
        assertEquals("{\"type\": \"vsock\"}", said.toString().strip());
    }

    @ParameterizedTest
    @CsvSource({
        "scrensho, screenshot",
        "dmeo, demo",
        "stat, stats",
        "demo --dispaly=web, --display",
        "gpu --sockt-path=x, --socket-path",
        "view vm --wiat, --wait"
    })
    void mistyped_isToldWhatMayHaveBeenMeant(String typed, String meant) {
        String said = refusal(typed.split(" "));
        String line =
                said.lines().filter(l -> l.startsWith("Did you mean ")).findFirst().orElse("");
        assertTrue(line.contains(meant), said);
        assertTrue(line.length() < 100, said);
    }

    @Test
    void whatIsNearNothing_isToldNothing() {
        assertFalse(refusal("xyzzy").contains("Did you mean"));
    }

    /// The guest, or its visitors, would be taken for its VMM.
    @ParameterizedTest
    @ValueSource(strings = {"v", "v_0", "v_1024", "./v_4294967295", "../%s/v_7"})
    void vsock_deviceAmongItsOwnSockets_isRefused(String socket, @TempDir Path folder) {
        String said =
                refusal(
                        "vsock",
                        "--guest-cid=3",
                        "--uds-path=" + folder.resolve("v"),
                        "--socket-path=" + folder.resolve(socket.formatted(folder.getFileName())));
        assertTrue(said.contains("--uds-path"), said);
        assertTrue(said.contains("choose another"), said);
    }
}
