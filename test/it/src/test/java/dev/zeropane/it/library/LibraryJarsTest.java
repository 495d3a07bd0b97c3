// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a library is published with, beside its jar.
final class LibraryJarsTest {
    @BeforeAll
    static void areMade() {
        assumeTrue(
                System.getProperty("library") != null,
                "jars of sources and docs are made with -Dlibrary, as ./check does");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "dmabuf"})
    void sources_areAllThere(String module) throws IOException {
        Set<String> sources = files(module, "");
        assertEquals(sources, entries(module, "-sources", ".java"));
    }

    /// Of the exported packages; the raw calls are nobody's business.
    @ParameterizedTest
    @ValueSource(strings = {"linux", "dmabuf"})
    void docs_haveAPageForEveryPublicClass(String module) throws IOException {
        String root = "dev/zeropane/" + module + "/";
        Set<String> exported = exported(module);
        Set<String> classes = files(module, "public ");
        Set<String> pages =
                entries(module, "-javadoc", ".html").stream()
                        .filter(page -> page.contains(root) && !page.contains("/class-use/"))
                        .map(page -> page.substring(page.indexOf(root)))
                        .map(page -> page.replace(".html", ".java"))
                        .filter(page -> !page.matches(".*/(package-.*|\\w+\\.\\w+\\.java)"))
                        .collect(Collectors.toCollection(TreeSet::new));
        classes.removeIf(name -> !exported.contains(name.replaceFirst("/\\w+\\.java", "")));
        assertFalse(classes.isEmpty());
        assertEquals(classes, pages);
    }

    private static Path folder(String module) {
        return Zeropane.root().resolve("base").resolve(module);
    }

    /// Its packages as folders.
    private static Set<String> exported(String module) throws IOException {
        String declaration =
                Files.readString(folder(module).resolve("src/main/java/module-info.java"));
        return declaration
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("exports [\\w.]+;"))
                .map(line -> line.substring("exports ".length(), line.length() - 1))
                .map(name -> name.replace('.', '/'))
                .collect(Collectors.toSet());
    }

    /// Source files of a module that declare something at the left margin with these modifiers.
    private static Set<String> files(String module, String modifiers) throws IOException {
        Path root = folder(module).resolve("src/main/java");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (("\n" + Files.readString(file)).contains("\n" + modifiers)) {
                    names.add(root.relativize(file).toString());
                }
            }
        }
        return names;
    }

    private static Set<String> entries(String module, String kind, String ending)
            throws IOException {
        List<Path> jars = jars(module, kind);
        assertEquals(1, jars.size(), "jars named *" + kind + ".jar in base/" + module + "/target");
        try (JarFile jar = new JarFile(jars.getFirst().toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(ending))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// What Maven made of a module: `-sources`, `-javadoc`, or with no kind the jar itself.
    static List<Path> jars(String module, String kind) throws IOException {
        String name = "zeropane-" + module + "-[0-9.]+(-SNAPSHOT)?" + kind + "\\.jar";
        try (Stream<Path> files = Files.list(folder(module).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches(name)).toList();
        }
    }
}
