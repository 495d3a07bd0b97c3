// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE);

    @Test
    void errors_areAllInTheTable() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> rows = ROW.matcher(readme).results().map(row -> row.group(1)).toList();
        assertEquals(Stream.of(ExportRefusal.Kind.values()).map(Enum::name).toList(), rows);
    }
}
