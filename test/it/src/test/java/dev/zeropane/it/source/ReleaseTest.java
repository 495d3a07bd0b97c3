// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.testkit.Zeropane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What RELEASING.md says.
final class ReleaseTest {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>zeropane</artifactId>\\s*<version>([^<]+)</version>");
    private static final int NO_RELEASE = 77;

    private static String version(Path pom) {
        Matcher version = VERSION.matcher(SourceTree.read(pom));
        assertTrue(version.find(), () -> pom + " has no version");
        return version.group(1);
    }

    private static String rootVersion() {
        return version(Path.of("pom.xml"));
    }

    @Test
    void version_isTheSameEverywhere() {
        List<Path> poms =
                SourceTree.files().stream()
                        .filter(file -> file.toString().matches(".+/pom\\.xml"))
                        .toList();
        assertTrue(poms.size() > 20, poms::toString);
        for (Path pom : poms) {
            assertEquals(rootVersion(), version(pom), pom + ": scripts/set-version writes it");
        }
        assertTrue(
                SourceTree.read(Path.of("base/dmabuf/README.md"))
                        .contains("<version>" + rootVersion() + "</version>"),
                "base/dmabuf/README.md names another version");
    }

    /// While one is made, the changes have no version.
    @Test
    void changelog_beginsWithTheVersion() {
        String first =
                SourceTree.read(Path.of("CHANGELOG.md"))
                        .lines()
                        .filter(line -> line.startsWith("## "))
                        .findFirst()
                        .orElseThrow();
        String version = rootVersion();
        boolean isMade = version.endsWith("-SNAPSHOT");
        String heading = isMade ? "## Unreleased" : "## " + version + " - \\d{4}-\\d\\d-\\d\\d";
        assertTrue(first.matches(heading), () -> first + " is not " + heading);
    }

    @Test
    void release_namesAPublicRepository() {
        assumeTrue(!rootVersion().endsWith("-SNAPSHOT"), "this is no release");
        assertFalse(
                SourceTree.read(Path.of("pom.xml")).contains("https://zeropane.invalid"),
                "public.repository in pom.xml is still to be named");
    }

    @Test
    void publishedModules_missNothingOfTheLastRelease() throws Exception {
        Process process =
                new ProcessBuilder(Zeropane.root().resolve("scripts/api-changes").toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assumeTrue(status != NO_RELEASE, said::strip);
        assertEquals(0, status, said);
    }
}
