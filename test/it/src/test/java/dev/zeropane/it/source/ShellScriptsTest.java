// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What shellcheck, as `.shellcheckrc` has it, warns of.
final class ShellScriptsTest {
    private static final Path PROGRAM = Path.of("/usr/bin/shellcheck");
    private static final Pattern SHELL =
            Pattern.compile("\\A#!.*[/ ](ba|da)?sh\\b|^# shellcheck shell=", Pattern.MULTILINE);

    /// Read by the shell of the toolbox's guest; no comment in them says so.
    private static final List<Path> OF_THE_GUEST =
            List.of(Path.of("toolbox/profile"), Path.of("toolbox/welcome"));

    private static List<Path> scripts() {
        return SourceTree.files().stream()
                .filter(file -> !file.toString().matches(".*\\.(java|md|png)"))
                .filter(file -> SHELL.matcher(SourceTree.read(file)).find())
                .toList();
    }

    private static void check(List<Path> scripts, String... options) throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "shellcheck is not installed");
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of("--format=gcc", "--severity=warning"));
        command.addAll(List.of(options));
        scripts.forEach(script -> command.add(script.toString()));
        Process process =
                new ProcessBuilder(command)
                        .directory(Zeropane.root().toFile())
                        .redirectErrorStream(true)
                        .start();
        assertEquals("", output(process));
        assertEquals(0, process.waitFor());
    }

    private static String output(Process process) throws IOException {
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void scripts_haveNoWarnings() throws Exception {
        List<Path> scripts = scripts();
        assertTrue(scripts.contains(Path.of("check")), scripts::toString);
        assertTrue(scripts.contains(Path.of("scripts/env.sh")), scripts::toString);
        check(scripts);
    }

    @Test
    void scriptsOfTheGuest_haveNoWarnings() throws Exception {
        check(OF_THE_GUEST, "--shell=sh");
    }
}
