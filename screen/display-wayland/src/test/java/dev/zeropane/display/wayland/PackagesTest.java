// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The packages of this module stand on each other, none in a circle.
final class PackagesTest {
    private static final Path SOURCES =
            Path.of(
                    System.getProperty("zeropane.root"),
                    "screen/display-wayland/src/main/java/dev/zeropane/display/wayland");

    private static final Pattern IMPORT =
            Pattern.compile("import (?:static )?dev\\.zeropane\\.display\\.wayland\\.([a-z]+)?.*");

    /// What each of them may import of this module; `""` is the module's own package.
    private static final Map<String, Set<String>> WALLS =
            Map.of(
                    "", Set.of("clipboard", "geometry", "globals", "picture", "seat", "window"),
                    "clipboard", Set.of("seat"),
                    "window", Set.of("geometry", "globals", "picture", "seat"),
                    "picture", Set.of("geometry", "globals"),
                    "seat", Set.of("geometry"),
                    "globals", Set.of(),
                    "geometry", Set.of());

    private static final int MAX_FILES = 25;

    @Test
    void imports_goDownOnly() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (Path file : sources()) {
            String own = packageOf(file);
            Set<String> imported = imports.computeIfAbsent(own, _ -> new TreeSet<>());
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = IMPORT.matcher(line);
                if (matcher.matches()) {
                    imported.add(matcher.group(1) == null ? "" : matcher.group(1));
                }
            }
            imported.remove(own);
        }
        assertEquals(WALLS.keySet(), imports.keySet());
        imports.forEach((name, imported) ->
                assertTrue(
                        WALLS.get(name).containsAll(imported),
                        () -> "package '" + name + "' imports " + imported));
    }

    @Test
    void files_areFew() throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        for (Path file : sources()) {
            files.merge(packageOf(file), 1, Integer::sum);
        }
        files.forEach((name, count) -> assertTrue(count <= MAX_FILES, () -> name + ": " + count));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(Path file) {
        return SOURCES.relativize(file.getParent()).toString();
    }
}
