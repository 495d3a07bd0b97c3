// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every source file says at its top which licence it has; of all others, and of the toolbox,
/// `REUSE.toml` does.
final class LicenceTest {
    private static final String LINE = "SPDX-License-Identifier: Apache-2.0";

    private static boolean isSource(Path file) {
        return file.toString().matches(".*\\.(java|c|py|sh|xml|yml)")
                || SourceTree.read(file).matches("(?s)#!.*[/ ](ba|da)?sh\\b.*");
    }

    private static boolean isMarked(Path file) {
        return SourceTree.read(file).lines().limit(3).anyMatch(line -> line.contains(LINE));
    }

    @Test
    void sources_nameTheirLicence() {
        List<Path> sources =
                SourceTree.files().stream()
                        .filter(file -> !file.startsWith("toolbox"))
                        .filter(LicenceTest::isSource)
                        .toList();
        assertTrue(sources.contains(Path.of("check")), "check is no source");
        assertTrue(sources.size() > 500, () -> sources.size() + " sources");
        assertEquals(
                "",
                sources.stream()
                        .filter(file -> !isMarked(file))
                        .map(Path::toString)
                        .collect(Collectors.joining("\n")),
                "these do not begin with " + LINE);
    }
}
