// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [KernelParameter] and [KernelRelease].
final class KernelFilesTest {
    @TempDir private Path directory;

    private static String printed(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            process.waitFor();
            process.destroy();
        }
    }

    /// A sysctl answers one read only: `Files.readString` sees the first digit of it.
    @Test
    void readNumber_sysctl_allOfItsDigits() throws Exception {
        Path sysctl = Path.of("/proc/sys/vm/max_map_count");
        long printed = Long.parseLong(printed("cat", sysctl.toString()));
        assertTrue(printed > 9);
        assertEquals(OptionalLong.of(printed), KernelParameter.readNumber(sysctl));
    }

    @Test
    void read_missingOrDirectory_nothing() {
        assertEquals(Optional.empty(), KernelParameter.read(directory.resolve("none")));
        assertEquals(Optional.empty(), KernelParameter.read(directory));
        assertEquals(OptionalLong.empty(), KernelParameter.readNumber(directory.resolve("none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "many", "12 34", "0x10", "99999999999999999999", "1.5"})
    void readNumber_garbage_nothing(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("garbage"), text);
        assertEquals(OptionalLong.empty(), KernelParameter.readNumber(file));
        assertEquals(Optional.of(text.strip()), KernelParameter.read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1\n", " -1 \n"})
    void readNumber_negative_isRead(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("number"), text);
        assertEquals(OptionalLong.of(-1), KernelParameter.readNumber(file));
    }

    @Test
    void running_isWhatUnameSays() throws Exception {
        KernelRelease running = KernelRelease.running();
        assertTrue(printed("uname", "-r").startsWith(running + "."), running.toString());
        assertTrue(running.isAtLeast(running.major(), running.minor()));
        assertTrue(!running.isAtLeast(running.major(), running.minor() + 1));
    }

    @Test
    void compare_byNumbersNotByText() {
        KernelRelease six12 = new KernelRelease(6, 12);
        assertTrue(six12.compareTo(new KernelRelease(6, 9)) > 0);
        assertTrue(six12.isAtLeast(5, 19));
        assertTrue(!six12.isAtLeast(7, 0));
        assertEquals("6.12", six12.toString());
    }
}
