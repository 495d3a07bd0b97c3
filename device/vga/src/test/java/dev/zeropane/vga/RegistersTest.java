// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import dev.zeropane.display.edid.Edid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RegistersTest {
    private static final int BAR = 4096;
    private static final long SEED = Long.getLong("seed", new Random().nextLong());

    private final byte[] edid = Edid.of(Mode.DEFAULT, 0);
    private int writes;
    private final RegisterBar bar = new RegisterBar(edid, new Dispi(16L << 20), () -> writes++);

    private byte[] read(long offset, int size) {
        byte[] bytes = new byte[size];
        bar.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private void write(long offset, int... bytes) {
        byte[] source = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            source[i] = (byte) bytes[i];
        }
        bar.write(offset, MemorySegment.ofArray(source));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void afterPowerOn_saysWhatItIs() {
        assertArrayEquals(edid, read(0, edid.length));
        assertArrayEquals(bytes(0xc5, 0xb0), read(0x500, 2));
        assertArrayEquals(new byte[18], read(0x502, 18));
        assertArrayEquals(bytes(0, 1), read(0x514, 2)); // 256 times 64 KiB
        assertArrayEquals(bytes(8, 0, 0, 0, 0x1e, 0x1e, 0x1e, 0x1e), read(0x600, 8));
    }

    @Test
    void largestMemory_isSaid() {
        RegisterBar large = new RegisterBar(edid, new Dispi(256L << 20), () -> {});
        byte[] bytes = new byte[2];
        large.read(0x514, MemorySegment.ofArray(bytes));
        assertArrayEquals(bytes(0, 0x10), bytes);
    }

    @Test
    void nothingThere_readsAsOnes() {
        byte[] all = read(0, BAR);
        for (int i = edid.length; i < BAR; i++) {
            if (!(i >= 0x500 && i < 0x516) && !(i >= 0x600 && i < 0x608)) {
                assertEquals(-1, all[i], "at " + i);
            }
        }
    }

    @Test
    void writesToWhatIsNotThere_changeNothing() {
        byte[] before = read(0, BAR);
        write(0, 1, 2, 3);
        write(0x400, 0x20);
        write(0x4ff, 1);
        write(0x516, 1, 1);
        write(0x600, 1, 2, 3, 4);
        write(0x608, 0xbe, 0xbe, 0xbe, 0xbe);
        write(0xff8, 1, 1, 1, 1, 1, 1, 1, 1);
        assertEquals(0, writes);
        assertArrayEquals(before, read(0, BAR));
    }

    @Test
    void idAndMemorySize_cannotBeWritten() {
        write(0x500, 0xc0, 0xb0);
        write(0x514, 1, 0);
        assertArrayEquals(bytes(0xc5, 0xb0), read(0x500, 2));
        assertArrayEquals(bytes(0, 1), read(0x514, 2));
    }

    @Test
    void registers_holdWhateverIsWritten() {
        for (int index = 1; index < 10; index++) {
            if (index != Guest.ENABLE) {
                write(0x500 + 2 * index, 0xff, 0xff);
                assertArrayEquals(bytes(0xff, 0xff), read(0x500 + 2 * index, 2), "at " + index);
            }
        }
    }

    @Test
    void capsWanted_readsWhatIsPossible() {
        write(0x502, 1, 0, 2, 0, 3, 0, 0x03, 0);
        assertArrayEquals(bytes(0, 0x40, 0, 0x40, 32, 0, 0x03, 0), read(0x502, 8));
        write(0x508, 0x01, 0);
        assertArrayEquals(bytes(1, 0, 2, 0, 3, 0, 1, 0), read(0x502, 8));
    }

    @Test
    void accessOfAnySizeAnywhere_isOneToItsBytes() {
        Random random = new Random(SEED);
        byte[] expected = read(0, BAR);
        for (int i = 0; i < 20_000; i++) {
            int size = 1 + random.nextInt(8);
            int offset = 0x4f8 + random.nextInt(0x30 - size);
            byte[] written = new byte[size];
            random.nextBytes(written);
            bar.write(offset, MemorySegment.ofArray(written));
            for (int at = 0; at < size; at++) {
                int register = offset + at;
                if (register >= 0x502 && register < 0x514) {
                    expected[register] = written[at];
                }
            }
            byte[] read = read(offset, size);
            boolean caps = (expected[0x508] & 2) != 0;
            for (int at = 0; at < size; at++) {
                if (!caps || offset + at >= 0x508 || offset + at < 0x502) {
                    assertEquals(expected[offset + at], read[at], "seed " + SEED);
                }
            }
        }
    }

    @Test
    void byteOrder_isSetByAWholeWordThatNamesOne() {
        assertFalse(bar.isBigEndian());
        write(0x604, 0xbe, 0xbe);
        write(0x606, 0xbe, 0xbe);
        write(0x605, 0xbe, 0xbe, 0xbe, 0xbe);
        write(0x604, 1, 0, 0, 0);
        assertFalse(bar.isBigEndian());
        write(0x604, 0xbe, 0xbe, 0xbe, 0xbe);
        assertTrue(bar.isBigEndian());
        assertArrayEquals(bytes(0xbe, 0xbe, 0xbe, 0xbe), read(0x604, 4));
        write(0x600, 0, 0, 0, 0, 0x1e, 0x1e, 0x1e, 0x1e);
        assertFalse(bar.isBigEndian());
        assertEquals(2, writes);
    }

    @Test
    void unalignedWriteOverTheEnds_hitsWhatIsThere() {
        write(0x4fe, 1, 2, 3, 4, 5, 6, 7, 8);
        assertArrayEquals(bytes(5, 6, 7, 8), read(0x502, 4));
        write(0x510, 9, 10, 11, 12, 13, 14, 15, 16);
        assertArrayEquals(bytes(9, 10, 11, 12, 0, 1, 0xff, 0xff), read(0x510, 8));
    }

    @Test
    void reset_isAsAfterPowerOn() {
        byte[] before = read(0, BAR);
        byte[] garbage = new byte[BAR];
        Arrays.fill(garbage, (byte) 0xbe);
        bar.write(0, MemorySegment.ofArray(garbage));
        assertTrue(bar.isBigEndian());
        bar.reset();
        assertArrayEquals(before, read(0, BAR));
    }

    @Test
    void edidOfTwoBlocks_isThere() {
        byte[] two = Edid.of(new Mode(7680, 4320), 0);
        assertEquals(256, two.length);
        RegisterBar large = new RegisterBar(two, new Dispi(256L << 20), () -> {});
        MemorySegment seen = MemorySegment.ofArray(new byte[256]);
        for (int i = 0; i < 256; i++) {
            large.read(i, seen.asSlice(i, 1));
        }
        assertArrayEquals(two, seen.toArray(ValueLayout.JAVA_BYTE));
    }
}
