// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of modules in ARCHITECTURE.md says what the module declarations say.
final class ModulePictureTest {
    private static final Pattern MODULE =
            Pattern.compile("^\\s*(?:open\\s+)?module\\s+([\\w.]+)", Pattern.MULTILINE);
    private static final Pattern REQUIRES =
            Pattern.compile(
                    "^\\s*requires\\s+(?:transitive\\s+|static\\s+)*(dev\\.zeropane\\.[\\w.]+)\\s*;",
                    Pattern.MULTILINE);
    private static final Pattern TABLE =
            Pattern.compile("<!-- modules -->(.*?)<!-- /modules -->", Pattern.DOTALL);

    @Test
    void architectureNamesWhatEveryModuleRequires() throws IOException {
        assertEquals(lines(declared()), lines(documented()), "the table in ARCHITECTURE.md");
    }

    /// From the module declarations: directory to the directories it requires.
    private static Map<String, Set<String>> declared() throws IOException {
        Map<String, String> directories = new TreeMap<>();
        Map<String, String> sources = new TreeMap<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(Zeropane.root(), Files::isDirectory)) {
            for (Path child : children) {
                Path file = child.resolve("src/main/java/module-info.java");
                if (Files.exists(file)) {
                    String source = Files.readString(file);
                    Matcher name = MODULE.matcher(source);
                    assertEquals(true, name.find(), file + " declares no module");
                    directories.put(name.group(1), child.getFileName().toString());
                    sources.put(child.getFileName().toString(), source);
                }
            }
        }
        assertFalse(sources.isEmpty(), "no modules under " + Zeropane.root());
        Map<String, Set<String>> result = new TreeMap<>();
        sources.forEach((directory, source) -> {
            Set<String> required = new TreeSet<>();
            Matcher requires = REQUIRES.matcher(source);
            while (requires.find()) {
                required.add(directories.getOrDefault(requires.group(1), requires.group(1)));
            }
            result.put(directory, required);
        });
        return result;
    }

    /// From ARCHITECTURE.md.
    private static Map<String, Set<String>> documented() throws IOException {
        Path file = Zeropane.root().resolve("ARCHITECTURE.md");
        Matcher table = TABLE.matcher(Files.readString(file));
        assertEquals(true, table.find(), file + " has no table between the markers");
        Map<String, Set<String>> result = new TreeMap<>();
        table.group(1)
                .lines()
                .map(line -> line.replaceAll("[`*]", "").split("\\|", -1))
                .filter(cells -> cells.length >= 4 && !cells[1].isBlank())
                .filter(cells -> !cells[1].strip().equals("module") && !cells[1].contains("---"))
                .forEach(cells -> result.put(cells[1].strip(), names(cells[2])));
        return result;
    }

    private static Set<String> names(String cell) {
        Set<String> names = new TreeSet<>();
        for (String name : cell.split(",", -1)) {
            if (name.strip().matches("[a-z][a-z-]*")) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private static String lines(Map<String, Set<String>> modules) {
        StringBuilder text = new StringBuilder();
        modules.forEach((name, requires) ->
                text.append(name)
                        .append(" requires ")
                        .append(String.join(", ", requires))
                        .append('\n'));
        return text.toString();
    }
}
