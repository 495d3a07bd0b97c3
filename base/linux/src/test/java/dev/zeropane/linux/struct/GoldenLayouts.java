// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.struct;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Compares layouts with what a C compiler says of the same structures: a module's
/// `src/test/c/layouts.c` prints the `layouts.txt` that lies beside the test which asks. Each line
/// is "structure field offset", or "structure - size".
public final class GoldenLayouts {
    private GoldenLayouts() {}

    /// @param test whose resource `layouts.txt` is
    /// @param structs in the order of the file; one whose size the file does not say is a header of
    ///   what follows it
    public static void assertAreThoseOfC(Class<?> test, List<StructLayout> structs) {
        List<String> golden = read(test);
        StringBuilder ours = new StringBuilder();
        for (StructLayout struct : structs) {
            String name = struct.name().orElseThrow();
            for (MemoryLayout field : struct.memberLayouts()) {
                if (!(field instanceof PaddingLayout)) {
                    String member = field.name().orElseThrow();
                    long offset = Struct.offset(struct, member);
                    ours.append(name + " " + member + " " + offset + "\n");
                }
            }
            if (golden.stream().anyMatch(line -> line.startsWith(name + " - "))) {
                ours.append(name + " - " + struct.byteSize() + "\n");
            }
        }
        assertEquals(String.join("\n", golden) + "\n", ours.toString());
    }

    private static List<String> read(Class<?> test) {
        try (InputStream file = test.getResourceAsStream("layouts.txt")) {
            byte[] bytes = Objects.requireNonNull(file, "layouts.txt").readAllBytes();
            return Arrays.asList(new String(bytes, StandardCharsets.US_ASCII).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
