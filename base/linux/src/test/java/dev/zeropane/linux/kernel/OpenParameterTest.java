// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenParameterTest {
    @TempDir private Path directory;

    @Test
    void number_ofAChangedFile_isTheNewOne() throws IOException {
        Path file = Files.writeString(directory.resolve("limit"), "1024\n");
        try (OpenParameter parameter = OpenParameter.open(file).orElseThrow()) {
            assertEquals(OptionalLong.of(1024), parameter.number());
            Files.writeString(file, "-1\n");
            assertEquals(OptionalLong.of(-1), parameter.number());
        }
    }

    @Test
    void number_ofTheKernel_isWhatOthersRead() throws IOException {
        // Of sysfs, whose files are made anew when read from their beginning.
        Path file = Path.of("/sys/module/kernel/parameters/panic");
        try (OpenParameter parameter = OpenParameter.open(file).orElseThrow()) {
            OptionalLong others = OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
            assertEquals(others, parameter.number());
            assertEquals(others, parameter.number());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Y\n", "99999999999999999999999999999999999999999999"})
    void number_ofSomethingElse_isNone(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("limit"), content);
        try (OpenParameter parameter = OpenParameter.open(file).orElseThrow()) {
            assertEquals(OptionalLong.empty(), parameter.number());
        }
    }

    @Test
    void open_noFile_isNothing() {
        assertEquals(Optional.empty(), OpenParameter.open(directory.resolve("limit")));
    }
}
