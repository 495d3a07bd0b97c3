// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/// The program in the README of `dmabuf`, as a person would try it: copied from there, compiled and
/// run with the two jars and nothing else of this build.
final class LibraryExample {
    /// Two JVMs, in a virtual machine without hardware help.
    private static final Duration TO_END = Duration.ofMinutes(2);

    /// As the tests themselves: a JVM for a short life. The program's second process inherits it.
    private static final Map<String, String> ENVIRONMENT =
            Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");

    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MODULE = Pattern.compile("`(module \\w+ \\{[^`]*})`");
    private static final Pattern RUN = Pattern.compile("^java (.*) -m (\\S+)$", Pattern.MULTILINE);
    private static final Pattern OUTPUT =
            Pattern.compile("```\n(second process .*?)```", Pattern.DOTALL);

    private final String readme;
    private final Path directory;

    LibraryExample(Path directory) throws IOException {
        this.readme = Files.readString(Zeropane.root().resolve("base/dmabuf/README.md"));
        this.directory = directory;
    }

    /// What the README says that it prints.
    List<String> promised() {
        return group(OUTPUT, 1).lines().toList();
    }

    /// Compiles and runs it.
    ///
    /// @return what it printed
    List<String> run() throws IOException {
        String jars = jar("linux") + File.pathSeparator + jar("dmabuf");
        Path classes = directory.resolve("classes");
        compile(classes, jars);
        String options = group(RUN, 1).replaceFirst(" -p .*", "");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        options,
                        "-p",
                        jars + File.pathSeparator + classes,
                        "-m",
                        group(RUN, 2));
        try (Program program = Program.start(directory, ENVIRONMENT, command)) {
            int status = program.awaitExit(TO_END);
            assertEquals(List.of(), Zeropane.messages(program));
            assertEquals(0, status);
            return program.out().lines();
        }
    }

    private void compile(Path classes, String jars) throws IOException {
        Path module = Files.writeString(directory.resolve("module-info.java"), group(MODULE, 1));
        Path source = Files.writeString(directory.resolve("Pages.java"), group(PROGRAM, 1));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                out,
                                out,
                                "-Xlint:all",
                                "-Werror",
                                // Else it would take that of this test.
                                "-cp",
                                directory.toString(),
                                "-d",
                                classes.toString(),
                                "-p",
                                jars,
                                module.toString(),
                                source.toString());
        assertEquals(0, status, messages::toString);
    }

    private static Path jar(String module) throws IOException {
        List<Path> jars = LibraryJarsTest.jars(module, "");
        assertEquals(
                1, jars.size(), "jars in base/" + module + "/target, which Maven's package makes");
        return jars.getFirst();
    }

    private String group(Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(readme);
        assertTrue(matcher.find(), "base/dmabuf/README.md has no " + pattern);
        return matcher.group(group);
    }
}
