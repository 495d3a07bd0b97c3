// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The structures are as a C compiler has them, by the kernel's header: `layouts.txt` is what
/// `src/test/c/layouts.c` prints.
final class LayoutsTest {
    private static final List<StructLayout> ALL =
            List.of(
                    Header.LAYOUT,
                    ConfigSpan.LAYOUT,
                    VringState.LAYOUT,
                    VringAddress.LAYOUT,
                    MemoryRegion.LAYOUT,
                    MemoryRegion.TABLE);

    @Test
    void layouts_areThoseOfC() throws IOException {
        StringBuilder ours = new StringBuilder();
        for (StructLayout struct : ALL) {
            String name = struct.name().orElseThrow();
            for (MemoryLayout field : struct.memberLayouts()) {
                String member = field.name().orElseThrow();
                ours.append(name)
                        .append(' ')
                        .append(member)
                        .append(' ')
                        .append(Layouts.offset(struct, member))
                        .append('\n');
            }
            // Of a table the size is by the number of its regions.
            if (!struct.equals(MemoryRegion.TABLE)) {
                ours.append(name).append(" - ").append(struct.byteSize()).append('\n');
            }
        }
        try (InputStream golden = LayoutsTest.class.getResourceAsStream("layouts.txt")) {
            assertEquals(
                    new String(
                            Objects.requireNonNull(golden).readAllBytes(),
                            StandardCharsets.US_ASCII),
                    ours.toString());
        }
    }

    @Test
    void tables_haveOneRegionAfterAnother() {
        assertEquals(8 + 3 * 32, MemoryRegion.size(3));
    }
}
