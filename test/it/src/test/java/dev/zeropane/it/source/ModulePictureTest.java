// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables in ARCHITECTURE.md say what the folders and the module declarations say.
final class ModulePictureTest {
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final Pattern REQUIRES =
            Pattern.compile(
                    "^\\s*requires\\s+(?:transitive\\s+|static\\s+)*dev\\.zeropane\\.([\\w.]+)\\s*;",
                    Pattern.MULTILINE);
    private static final Pattern DEPENDS =
            Pattern.compile("<artifactId>zeropane-([\\w-]+)</artifactId>");

    /// A folder with what it holds.
    ///
    /// @param path from the repository's root, as `device/gpu`
    /// @param requires names of modules, as `display`
    private record Module(Path path, Set<String> requires) {
        String name() {
            return path.getFileName().toString();
        }

        /// Modules at the root are folders of their own.
        String folder() {
            return path.getName(0).toString();
        }

        @Override
        public String toString() {
            return path + " requires " + String.join(", ", requires);
        }
    }

    @Test
    void architectureNamesWhatEveryModuleRequires() {
        assertEquals(lines(declared()), lines(documented()), "the table in ARCHITECTURE.md");
    }

    @Test
    void modulesRequireOnlyWhatTheirFolderMay() {
        Map<String, Set<String>> mayUse = new TreeMap<>();
        table("folders")
                .forEach(row ->
                        mayUse.put(row.getFirst(), names(row.getFirst() + " " + row.get(1))));
        Map<String, String> folderOf =
                declared().stream().collect(Collectors.toMap(Module::name, Module::folder));
        String wrong =
                declared().stream()
                        .flatMap(module ->
                                module.requires.stream()
                                        .filter(name ->
                                                !mayUse.get(module.folder())
                                                        .contains(folderOf.get(name)))
                                        .map(name -> module.path + " requires " + name))
                        .collect(Collectors.joining("\n"));
        assertEquals("", wrong, "the table of folders in ARCHITECTURE.md");
    }

    /// So a folder's modules can be understood with what stands above it in the table.
    @Test
    void foldersUseOnlyFoldersBeforeThem() {
        Set<String> before = new TreeSet<>();
        table("folders")
                .forEach(row -> {
                    Set<String> uses = names(row.get(1));
                    assertTrue(before.containsAll(uses), row::toString);
                    before.add(row.getFirst());
                });
        Set<String> folders =
                declared().stream()
                        .map(Module::folder)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(folders, before);
    }

    /// An installation holds what the command's module requires, and what those require.
    @Test
    void anInstallationHoldsNoModuleOfTests() {
        Map<String, Module> modules =
                declared().stream().collect(Collectors.toMap(Module::name, module -> module));
        Set<String> installed = new TreeSet<>();
        install("cli", modules, installed);
        assertTrue(installed.contains("builtin-guest"), installed::toString);
        assertEquals(
                List.of(),
                installed.stream()
                        .filter(name ->
                                Set.of("test", "bench").contains(modules.get(name).folder()))
                        .toList());
    }

    private static void install(String name, Map<String, Module> modules, Set<String> installed) {
        if (installed.add(name)) {
            modules.get(name).requires().forEach(next -> install(next, modules, installed));
        }
    }

    /// From the build: what module declarations say, or where there is none, as of tests only, the
    /// dependencies.
    private static List<Module> declared() {
        List<Path> paths = find(MODULE, read("pom.xml")).stream().map(Path::of).toList();
        Map<String, String> names =
                paths.stream()
                        .map(path -> path.getFileName().toString())
                        .collect(Collectors.toMap(ModulePictureTest::letters, name -> name));
        return paths.stream()
                .map(path ->
                        new Module(
                                path,
                                requires(path).stream()
                                        .map(name -> names.get(letters(name)))
                                        .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    /// Folders have hyphens where module names have a full stop, or nothing.
    private static String letters(String name) {
        return name.replaceAll("[.-]", "");
    }

    private static Set<String> requires(Path path) {
        String declaration = path + "/src/main/java/module-info.java";
        if (Files.exists(Zeropane.root().resolve(declaration))) {
            return find(REQUIRES, read(declaration));
        }
        Set<String> modules = find(DEPENDS, read(path + "/pom.xml"));
        modules.remove(path.getFileName().toString());
        return modules;
    }

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// From ARCHITECTURE.md.
    private static List<Module> documented() {
        return table("modules").stream()
                .map(row -> new Module(Path.of(row.getFirst()), names(row.get(1))))
                .toList();
    }

    /// The cells of a table's rows, without its head.
    private static List<List<String>> table(String name) {
        var text =
                Pattern.compile("<!-- %1$s -->(.*?)<!-- /%1$s -->".formatted(name), Pattern.DOTALL)
                        .matcher(read("ARCHITECTURE.md"));
        assertTrue(text.find(), () -> "ARCHITECTURE.md has no table of " + name);
        return text.group(1)
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> List.of(line.replace("`", "").substring(1).split("\\|", -1)))
                .map(row -> row.stream().map(String::strip).toList())
                .toList();
    }

    private static Set<String> names(String cell) {
        return find(Pattern.compile("([a-z][a-z-]*)"), cell);
    }

    private static String read(String file) {
        try {
            return Files.readString(Zeropane.root().resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String lines(List<Module> modules) {
        return modules.stream().map(Module::toString).sorted().collect(Collectors.joining("\n"));
    }
}
