// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a field is, its structure's layout says: no offset is written as a number.
final class LiteralOffsetsTest {
    @Test
    void noField_isFoundByANumber() {
        List<Path> all =
                SourceTree.productionJava().stream().filter(LiteralOffsetsTest::isBound).toList();
        assertTrue(all.size() > 300, () -> all.size() + " files");
        List<String> found =
                all.stream()
                        .flatMap(file ->
                                LiteralOffsets.in(SourceTree.read(file)).stream()
                                        .map(call -> file + ": " + call))
                        .toList();
        assertEquals("", String.join("\n", found), "an offset is its layout's");
    }

    /// The guest that is built in is the devices' peer in their tests, and knows structures by
    /// itself.
    private static boolean isBound(Path file) {
        return !file.startsWith("app/builtin-guest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes.get(JAVA_INT, 24)",
                "bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 0x8L, size)",
                "from.get(\n    LE32,\n    (at & 7) + 4)",
                "int flags = message.u32(8)",
                "return message.u32(8)",
                "check(message.u32(8))",
                "le32(from, 40)",
                "unsigned(from, at + 12)",
                "put(36, frame.format().fourcc())",
                "int size = header.getInt(4)",
                "header.putLong(HEADER + 16, size)",
                "use(request.asSlice(24))",
                "MemorySegment.copy(from, 24, to, 0, size)",
                "Ioctl.putFd(data, 8, fd)"
            })
    void anOffsetThatIsANumber_isFound(String call) {
        String source = "class Planted { void f() { // get(JAVA_INT, 1)\n" + call + "; } }";
        assertEquals(1, LiteralOffsets.in(source).size(), source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes.get(JAVA_INT, TYPE)",
                "out.get(ValueLayout.JAVA_INT, 0)",
                "pixels.set(LE32, to + 4 * i, word >>> 8)",
                "ring.get(LE16, entry(next & (size - 1)))",
                "header.putInt(24).putInt(serial)",
                "u32(from, at + FLAGS)",
                "out.u8(4).u16(5)",
                "write(out -> out.u8(size - 1))",
                "list.get(1)",
                "bits.set(ANY_FINGER, 1)",
                "request.object(surface).unsigned(1)",
                "message.put(\"u32(8)\", 24)",
                "whole.asSlice(0, 24)"
            })
    void whatIsNone_isNotFound(String call) {
        assertEquals(List.of(), LiteralOffsets.in("class Fine { void f() { " + call + "; } }"));
    }
}
