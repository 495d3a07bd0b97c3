// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What drivers read, to the byte (VIRTIO 1.3 §5.8.4).
final class ConfigSpaceTest {
    private static final String FULL_RANGE = "00000000" + "ff7f0000" + "000000000000000000000000";

    private final ConfigSpace keyboard =
            new ConfigSpace(new KeyboardModel((_, _) -> {}).capabilities());
    private final ConfigSpace tablet =
            new ConfigSpace(new TabletModel(() -> Desktop.ONE_SCREEN).capabilities());
    private final ConfigSpace touch =
            new ConfigSpace(new TouchModel(() -> Desktop.ONE_SCREEN).capabilities());

    private static byte[] read(ConfigSpace space, int offset, int size) {
        byte[] bytes = new byte[size];
        space.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static void write(ConfigSpace space, int offset, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        space.write(offset, MemorySegment.ofArray(bytes));
    }

    /// As many bytes as `size` says, in hexadecimal.
    private static String ask(ConfigSpace space, int select, int subsel) {
        write(space, 0, select, subsel);
        byte[] all = read(space, 0, 136);
        int size = Byte.toUnsignedInt(all[2]);
        for (int i = 3; i < 136; i++) {
            if (i < 8 || i >= 8 + size) {
                assertEquals(0, all[i], "byte " + i);
            }
        }
        return HexFormat.of().formatHex(all, 8, 8 + size);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keyboard_golden() {
        assertEquals(hex("Zeropane Keyboard"), ask(keyboard, 0x01, 0));
        assertEquals(hex("zeropane-keyboard"), ask(keyboard, 0x02, 0));
        assertEquals("0600" + "f41a" + "0100" + "0100", ask(keyboard, 0x03, 0));
        assertEquals("", ask(keyboard, 0x10, 0));
        assertEquals(
                "fe" + "ff".repeat(9) + "ef" + "ff".repeat(13) + "07" + "ff".repeat(6) + "01",
                ask(keyboard, 0x11, 0x01));
        assertEquals("", ask(keyboard, 0x11, 0x02));
        assertEquals("", ask(keyboard, 0x11, 0x03));
        assertEquals("07", ask(keyboard, 0x11, 0x11));
        assertEquals("03", ask(keyboard, 0x11, 0x14));
        assertEquals("", ask(keyboard, 0x12, 0));
    }

    @Test
    void tablet_golden() {
        assertEquals(hex("Zeropane Tablet"), ask(tablet, 0x01, 0));
        assertEquals("0600" + "f41a" + "0200" + "0100", ask(tablet, 0x03, 0));
        assertEquals("", ask(tablet, 0x10, 0));
        assertEquals("00".repeat(34) + "1f", ask(tablet, 0x11, 0x01));
        assertEquals("4019", ask(tablet, 0x11, 0x02));
        assertEquals("03", ask(tablet, 0x11, 0x03));
        assertEquals(FULL_RANGE, ask(tablet, 0x12, 0));
        assertEquals(FULL_RANGE, ask(tablet, 0x12, 1));
        assertEquals("", ask(tablet, 0x12, 2));
    }

    @Test
    void touch_golden() {
        assertEquals(hex("Zeropane Touch Screen"), ask(touch, 0x01, 0));
        assertEquals("0600" + "f41a" + "0300" + "0100", ask(touch, 0x03, 0));
        assertEquals("02", ask(touch, 0x10, 0));
        assertEquals("00".repeat(41) + "04", ask(touch, 0x11, 0x01));
        assertEquals("0000000000806002", ask(touch, 0x11, 0x03));
        assertEquals("00000000" + "09000000" + "000000000000000000000000", ask(touch, 0x12, 0x2f));
        assertEquals(FULL_RANGE, ask(touch, 0x12, 0x35));
        assertEquals(FULL_RANGE, ask(touch, 0x12, 0x36));
        assertEquals("00000000" + "ffff0000" + "000000000000000000000000", ask(touch, 0x12, 0x39));
    }

    @Test
    void whatIsNotKnown_hasSizeZero() {
        for (int select = 0; select < 256; select++) {
            for (int subsel = 0; subsel < 256; subsel++) {
                boolean known =
                        switch (select) {
                            case 0x01, 0x02, 0x03 -> subsel == 0;
                            case 0x11 -> subsel == 0x01 || subsel == 0x11 || subsel == 0x14;
                            default -> false;
                        };
                assertEquals(
                        !known, ask(keyboard, select, subsel).isEmpty(), select + ", " + subsel);
            }
        }
    }

    @Test
    void selection_isWrittenByteByByte_andRestCannotBeWritten() {
        write(tablet, 0, 0x11);
        write(tablet, 1, 0x02);
        assertEquals("1102020000000000" + "4019", HexFormat.of().formatHex(read(tablet, 0, 10)));
        write(tablet, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
        assertEquals("1102020000000000" + "4019", HexFormat.of().formatHex(read(tablet, 0, 10)));
        write(tablet, 1, 0x03, 0xff);
        assertEquals("1103010000000000" + "0300", HexFormat.of().formatHex(read(tablet, 0, 10)));
        tablet.reset();
        assertEquals("00".repeat(136), HexFormat.of().formatHex(read(tablet, 0, 136)));
    }

    @Test
    void beyondTheEnd_readsAsZeroes() {
        write(tablet, 0, 0x11, 0x01);
        assertEquals("00".repeat(16), HexFormat.of().formatHex(read(tablet, 130, 16)));
        assertEquals("0000", HexFormat.of().formatHex(read(tablet, 256, 2)));
        write(tablet, 1 << 20, 1, 2);
        assertEquals("1101", HexFormat.of().formatHex(read(tablet, 0, 2)));
    }
}
