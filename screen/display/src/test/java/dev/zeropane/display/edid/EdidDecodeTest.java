// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The judgement of `edid-decode --check`, which knows far more rules than our own tests.
final class EdidDecodeTest {
    @TempDir private Path directory;

    @BeforeAll
    static void toolInstalled() {
        boolean found =
                java.util.Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "edid-decode")));
        if (!found) {
            System.err.println("SKIPPED EdidDecodeTest: apt-get install edid-decode");
        }
        Assumptions.assumeTrue(found, "edid-decode is not installed");
    }

    @ParameterizedTest
    @MethodSource("dev.zeropane.display.edid.EdidTest#modes")
    void edid_anyMode_conforms(String text) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("edid.bin"), Edid.of(Mode.parse(text), 1));
        Process process =
                new ProcessBuilder("edid-decode", "--check", file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("EDID conformity: PASS"), output);
        assertTrue(output.contains(" " + text + " "), output);
    }
}
