// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files that people wrote.
final class SourceTree {
    private static final Set<String> NOT_OURS = Set.of("target", "out", ".git", ".idea", ".vscode");

    private SourceTree() {}

    /// All of them, relative to the repository.
    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    Zeropane.root(),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path directory, BasicFileAttributes attributes) {
                            return NOT_OURS.contains(directory.getFileName().toString())
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile()) {
                                files.add(Zeropane.root().relativize(file));
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().filter(file -> !file.toString().equals(".git")).sorted().toList();
    }

    /// What is shipped, but for the module declarations.
    static List<Path> productionJava() {
        return files().stream()
                .filter(file -> file.toString().matches("[^/]+/[^/]+/src/main/java/.*\\.java"))
                .filter(file -> !file.endsWith("module-info.java"))
                .filter(file -> !file.startsWith("test"))
                .toList();
    }

    /// Any bytes are text in this encoding.
    static String read(Path file) {
        try {
            return Files.readString(Zeropane.root().resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
