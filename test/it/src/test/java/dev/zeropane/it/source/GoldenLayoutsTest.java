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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What layouts are compared with in each module is what its C program prints, by the headers of
/// this machine.
final class GoldenLayoutsTest {
    private static final Path COMPILER = Path.of("/usr/bin/cc");

    @TempDir private Path directory;

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(Zeropane.root().toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    /// The file of the same module.
    private static Path golden(Path program, List<Path> files) {
        Path module = program.subpath(0, 2);
        List<Path> found =
                files.stream()
                        .filter(f -> f.startsWith(module) && f.endsWith("layouts.txt"))
                        .toList();
        assertEquals(1, found.size(), module + ": " + found);
        return found.getFirst();
    }

    @Test
    void goldenFiles_areWhatTheirProgramsPrint() throws Exception {
        assumeTrue(Files.isExecutable(COMPILER), "no C compiler is installed");
        assumeTrue(Files.exists(Path.of("/usr/include/linux/udmabuf.h")), "no kernel headers");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "they are of x86-64");
        List<Path> files = SourceTree.files();
        List<Path> programs = files.stream().filter(f -> f.endsWith("layouts.c")).toList();
        assertTrue(programs.size() >= 7, programs::toString);
        for (Path program : programs) {
            String binary = directory.resolve("layouts").toString();
            String _ = run(List.of(COMPILER.toString(), "-o", binary, program.toString()));
            assertEquals(
                    SourceTree.read(golden(program, files)),
                    run(List.of(binary)),
                    program.toString());
        }
    }
}
