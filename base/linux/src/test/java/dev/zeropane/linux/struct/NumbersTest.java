// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.struct;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/// Numbers by their width, order and sign, at an odd place in native memory.
final class NumbersTest {
    /// Each byte has its highest bit set, so that a sign or a missing byte shows.
    private static final byte[] BYTES = {
        0,
        (byte) 0x88,
        (byte) 0x99,
        (byte) 0xaa,
        (byte) 0xbb,
        (byte) 0xcc,
        (byte) 0xdd,
        (byte) 0xee,
        (byte) 0xff
    };

    @Test
    void littleEndian_isReadUnsigned() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(BYTES.length, 8);
            from.copyFrom(MemorySegment.ofArray(BYTES));
            assertEquals(0x88, LittleEndian.u8(from, 1));
            assertEquals(0x9988, LittleEndian.le16(from, 1));
            assertEquals(0xbbaa9988, LittleEndian.le32(from, 1));
            assertEquals(0xbbaa9988L, LittleEndian.unsigned(from, 1));
            assertEquals(0xffeeddccbbaa9988L, LittleEndian.le64(from, 1));
        }
    }

    @Test
    void nativeOrder_isTheHosts() {
        ByteBuffer expected = ByteBuffer.wrap(BYTES).order(ByteOrder.nativeOrder());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(BYTES.length, 8);
            from.copyFrom(MemorySegment.ofArray(BYTES));
            assertEquals(Short.toUnsignedInt(expected.getShort(1)), NativeOrder.u16(from, 1));
            assertEquals(expected.getInt(1), NativeOrder.u32(from, 1));
            assertEquals(Integer.toUnsignedLong(expected.getInt(1)), NativeOrder.unsigned(from, 1));
            assertEquals(expected.getLong(1), NativeOrder.u64(from, 1));
        }
    }
}
