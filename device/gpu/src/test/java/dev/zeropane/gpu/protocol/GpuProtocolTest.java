// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Bytes to records and back, by the offsets of the specification's structures.
final class GpuProtocolTest {
    private static RequestBytes request(byte[] bytes) {
        RequestBytes request = new RequestBytes();
        MemorySegment.copy(bytes, 0, request.buffer(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        request.length(bytes.length);
        return request;
    }

    private static byte[] words(int type, int... body) {
        ByteBuffer bytes = ByteBuffer.allocate(24 + 4 * body.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(type).position(24);
        for (int word : body) {
            bytes.putInt(word);
        }
        return bytes.array();
    }

    private static GpuCommand read(byte[] bytes) {
        return GpuCommand.read(request(bytes));
    }

    @Test
    void commands_areDecodedFieldByField() {
        assertEquals(
                new GpuCommand.ResourceCreate2d(-1, 2, 0xffffffffL, 3),
                read(words(0x101, -1, 2, -1, 3)));
        assertEquals(
                new GpuCommand.SetScanout(new GuestRect(1, 2, 3, 0xfffffffcL), 5, 6),
                read(words(0x103, 1, 2, 3, -4, 5, 6)));
        assertEquals(
                new GpuCommand.ResourceFlush(new GuestRect(1, 2, 3, 4), 5),
                read(words(0x104, 1, 2, 3, 4, 5, 0)));
        assertEquals(
                new GpuCommand.TransferToHost2d(new GuestRect(1, 2, 3, 4), 6L << 32 | 5, 7),
                read(words(0x105, 1, 2, 3, 4, 5, 6, 7, 0)));
        assertEquals(new GpuCommand.GetEdid(3), read(words(0x10a, 3, 0)));
        assertEquals(
                new GpuCommand.UpdateCursor(1, -2, 3, 4, 5, 6),
                read(words(0x300, 1, -2, 3, 0, 4, 5, 6, 0)));
        assertEquals(
                new GpuCommand.MoveCursor(1, 2, 3, 4), read(words(0x301, 1, 2, 3, 0, 4, 0, 0, 0)));
        assertEquals(new GpuCommand.Unsupported(0x10c), read(words(0x10c, 1)));
    }

    @Test
    void attachBacking_readsItsEntries_andNoMoreThanThereAre() {
        GpuCommand command = read(words(0x106, 9, 2, 1, 2, 3, 0, 4, 5, -6, 0));
        MemEntries entries = ((GpuCommand.ResourceAttachBacking) command).entries();
        assertEquals(2, entries.count());
        assertEquals(2L << 32 | 1, entries.address(0));
        assertEquals(0xfffffffaL, entries.length(1));
        assertEquals(new GpuCommand.Unsupported(0x106), read(words(0x106, 9, 3, 1, 2, 3, 0)));
        assertEquals(new GpuCommand.Unsupported(0x106), read(words(0x106, 9, -1)));
        assertEquals(new GpuCommand.Unsupported(0x106), read(words(0x106, 9)));
    }

    @Test
    void everyCommand_cutByOneByte_isUnsupported() {
        int[][] sizes = {
            {0x101, 40},
            {0x102, 32},
            {0x103, 48},
            {0x104, 48},
            {0x105, 56},
            {0x107, 32},
            {0x10a, 32},
            {0x300, 56},
            {0x301, 56}
        };
        for (int[] size : sizes) {
            RequestBytes request = request(Arrays.copyOf(words(size[0]), size[1]));
            assertFalse(GpuCommand.read(request) instanceof GpuCommand.Unsupported);
            request.length(size[1] - 1);
            assertEquals(new GpuCommand.Unsupported(size[0]), GpuCommand.read(request));
        }
    }

    @Test
    void request_cutWithinItsHeader_doesNotSayWhatItIs() {
        RequestBytes request = request(words(0x100));
        assertEquals(new GpuCommand.GetDisplayInfo(), GpuCommand.read(request));
        request.length(23);
        assertEquals(new GpuCommand.TooShort(), GpuCommand.read(request));
        assertEquals(CtrlHeader.UNKNOWN, request.header());
    }

    @Test
    void rectangles_thatWrap_areNotWithin() {
        assertTrue(new GuestRect(0, 0, 64, 64).isWithin(64, 64));
        assertFalse(new GuestRect(0xffffffffL, 0, 1, 1).isWithin(64, 64));
        assertFalse(new GuestRect(1, 0, 0xffffffffL, 1).isWithin(64, 64));
        assertFalse(new GuestRect(65, 0, 0, 1).isWithin(64, 64));
        assertFalse(new GuestRect(0, 0xffffffffL, 0, 0).isWithin(64, 64));
    }

    @Test
    void emptyRectangles_areWithin_alsoAtTheEnd() {
        assertTrue(new GuestRect(64, 64, 0, 0).isWithin(64, 64));
        assertTrue(new GuestRect(0, 0, 0, 1).isEmpty());
        assertTrue(new GuestRect(0, 0, 1, 0).isEmpty());
        assertFalse(new GuestRect(0, 0, 1, 1).isEmpty());
    }

    @Test
    void fencedHeader_isEchoed_unfencedIsNot() {
        ResponseBytes response = new ResponseBytes();
        CtrlHeader fenced = new CtrlHeader(0x105, 3, 0x1122334455667788L, 9, 7);
        assertEquals(24, response.put(fenced, GpuResponse.OK));
        ByteBuffer expected = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(0x1100).putInt(3).putLong(0x1122334455667788L).putInt(9).put((byte) 7);
        assertArrayEquals(expected.array(), bytes(response, 24));
        CtrlHeader plain = new CtrlHeader(0x105, 2, -1, -1, 255);
        assertEquals(24, response.put(plain, GpuResponse.INVALID_PARAMETER));
        expected.clear().put(new byte[24]).putInt(0, 0x1205);
        assertArrayEquals(expected.array(), bytes(response, 24));
    }

    private static byte[] bytes(ResponseBytes response, int length) {
        return response.bytes().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void displayInfo_hasOneEntryPerScanout_sideBySideAndZeroesIfDisabled() {
        ResponseBytes response = new ResponseBytes();
        GpuResponse info =
                new GpuResponse.DisplayInfo(
                        List.of(
                                Optional.of(new Mode(640, 480)),
                                Optional.empty(),
                                Optional.of(new Mode(800, 600))));
        assertEquals(408, response.put(new CtrlHeader(0x100, 0, 0, 0, 0), info));
        ByteBuffer bytes = ByteBuffer.wrap(bytes(response, 408)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(640, bytes.getInt(24 + 8));
        assertEquals(1, bytes.getInt(24 + 16));
        assertEquals(0, bytes.getInt(48 + 8));
        assertEquals(0, bytes.getInt(48 + 16));
        assertEquals(640, bytes.getInt(72));
        assertEquals(600, bytes.getInt(72 + 12));
        assertEquals(0, bytes.getInt(96 + 16));
    }

    @Test
    void edid_fillsItsReply_withZeroesBehindIt() {
        ResponseBytes response = new ResponseBytes();
        response.bytes().fill((byte) -1);
        assertEquals(
                1056,
                response.put(
                        new CtrlHeader(0x10a, 0, 0, 0, 0),
                        new GpuResponse.Edid(new byte[] {5, 6})));
        byte[] bytes = bytes(response, 1056);
        assertEquals(2, bytes[24]);
        assertEquals(5, bytes[32]);
        assertEquals(0, bytes[34]);
        assertEquals(0, bytes[1055]);
    }

    @Test
    void formats_meanTheSameBytesInBothNamings() {
        assertEquals(Optional.of(PixelFormat.XRGB8888), Format.toDrm(2));
        assertEquals(Optional.of(PixelFormat.RGBX8888), Format.toDrm(68));
        assertEquals(Optional.of(PixelFormat.XBGR8888), Format.toDrm(134));
        for (int number : new int[] {0, 5, 66, 122, -1}) {
            assertEquals(Optional.empty(), Format.toDrm(number));
        }
    }
}
