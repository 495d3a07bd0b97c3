// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What has grown too large to be found one's way in is to be divided: packages and files.
final class SizesTest {
    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 400;

    /// Tables, which are no easier to read in parts.
    private static final Set<String> TABLES =
            Set.of(
                    // The calls of libc, and how each is made.
                    "base/linux/src/main/java/dev/zeropane/linux/raw/Libc.java",
                    // A row for each rule of the kernel's.
                    "base/dmabuf/src/test/java/dev/zeropane/dmabuf/CreateRulesKernelTest.java");

    private static Map<Path, Long> java(Function<Path, Path> group, Function<Path, Long> size) {
        return SourceTree.files().stream()
                .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
                .collect(
                        Collectors.groupingBy(
                                group, TreeMap::new, Collectors.summingLong(size::apply)));
    }

    private static Set<String> over(long most, Map<Path, Long> sizes) {
        assertTrue(sizes.size() > 50, sizes::toString);
        return sizes.entrySet().stream()
                .filter(entry -> entry.getValue() > most)
                .filter(entry -> !TABLES.contains(entry.getKey().toString()))
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void packages_haveFewFiles() {
        Set<String> large = over(MOST_FILES, java(Path::getParent, _ -> 1L));
        assertEquals("", String.join("\n", large), "more than " + MOST_FILES + " files");
    }

    @Test
    void files_areShort() {
        Set<String> large = over(MOST_LINES, java(file -> file, SizesTest::lines));
        assertEquals("", String.join("\n", large), "more than " + MOST_LINES + " lines");
    }

    private static long lines(Path file) {
        return SourceTree.read(file).lines().count();
    }
}
