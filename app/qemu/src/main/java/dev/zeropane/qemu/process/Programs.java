// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds programs as shells do.
public final class Programs {
    private Programs() {}

    /// This process's `PATH`.
    public static Optional<String> path() {
        return Optional.ofNullable(System.getenv("PATH"));
    }

    /// @param name a path, which is used unchanged, or a name to find
    /// @param path the folders to search, separated by colons; an empty one is the current folder
    public static Optional<Path> find(String name, String path) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Programs::isProgram);
        }
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name).toAbsolutePath())
                .filter(Programs::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
