// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables of attacks in docs/attacks.md name test classes that exist, and all that do nothing
/// but attack.
final class AttackTableTest {
    private static final Path TABLES = Path.of("docs/attacks.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+Test)`");
    private static final Pattern ABSTRACT =
            Pattern.compile("^(public )?abstract class", Pattern.MULTILINE);
    private static final Pattern ATTACK =
            Pattern.compile(
                    "^package [\\w.]+\\.attack;|^@Tag\\(\"hostile\"\\)|extends \\w*AttackTest\\b",
                    Pattern.MULTILINE);

    private static Set<String> named() {
        return SourceTree.read(TABLES)
                .lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> NAME.matcher(line).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tests(boolean onlyAttacks) {
        Set<String> tests = new TreeSet<>();
        for (Path file : SourceTree.files()) {
            if (!file.toString().matches(".*/src/test/java/.*Test\\.java")) {
                continue;
            }
            String source = SourceTree.read(file);
            Matcher isAbstract = ABSTRACT.matcher(source);
            if (!isAbstract.find() && (!onlyAttacks || ATTACK.matcher(source).find())) {
                tests.add(file.getFileName().toString().replace(".java", ""));
            }
        }
        return tests;
    }

    @Test
    void everyTestNamed_exists() {
        Set<String> unknown = named();
        assertTrue(unknown.size() > 20, unknown::toString);
        unknown.removeAll(tests(false));
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyAttack_isNamed() {
        Set<String> missing = tests(true);
        assertTrue(missing.size() > 10, missing::toString);
        missing.removeAll(named());
        assertEquals(Set.of(), missing);
    }
}
