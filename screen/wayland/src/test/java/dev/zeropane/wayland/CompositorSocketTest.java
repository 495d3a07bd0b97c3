// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompositorSocketTest {
    @TempDir Path runtime;

    private Optional<Path> find(String display) {
        Map<String, String> environment =
                Map.of("XDG_RUNTIME_DIR", runtime.toString(), "WAYLAND_DISPLAY", display);
        return CompositorSocket.find(environment::get);
    }

    @Test
    void name_isInTheRuntimeDirectory_whetherItExistsOrNot() {
        assertEquals(Optional.of(runtime.resolve("wayland-7")), find("wayland-7"));
    }

    @Test
    void path_isTaken_withoutARuntimeDirectory() {
        assertEquals(
                Optional.of(Path.of("/run/w")),
                CompositorSocket.find(Map.of("WAYLAND_DISPLAY", "/run/w")::get));
    }

    @Test
    void name_withoutARuntimeDirectory_isNothing() {
        assertEquals(
                Optional.empty(),
                CompositorSocket.find(Map.of("WAYLAND_DISPLAY", "wayland-7")::get));
    }

    @Test
    void default_isTakenIfItExists() throws IOException {
        assertEquals(Optional.empty(), find(""));
        Files.createFile(runtime.resolve("wayland-0"));
        assertEquals(Optional.of(runtime.resolve("wayland-0")), find(""));
    }
}
