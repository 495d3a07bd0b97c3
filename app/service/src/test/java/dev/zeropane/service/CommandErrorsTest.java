// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.service.DeviceRig.B8G8R8X8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.service.DeviceRig.Setup;
import dev.zeropane.testkit.vhostuser.RawRequests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a guest gets for commands it should not have sent; afterwards the same connection serves.
final class CommandErrorsTest {
    private static final Rect ALL = new Rect(0, 0, 64, 64);

    private DeviceRig rig;
    private GpuDriver driver;
    private RawRequests raw;

    @BeforeEach
    void setUp() throws IOException {
        rig = new DeviceRig();
        driver = rig.driver();
        raw = new RawRequests(rig.vmm());
    }

    @AfterEach
    void tearDown() {
        try {
            rig.assertServes();
        } finally {
            rig.close();
        }
    }

    private void resource(int id) {
        rig.framebuffer(id, 64, 64);
    }

    private static byte[] command(int type, int... words) {
        ByteBuffer bytes =
                ByteBuffer.allocate(CTRL_HDR_SIZE + 4 * words.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, type);
        for (int i = 0; i < words.length; i++) {
            bytes.putInt(CTRL_HDR_SIZE + 4 * i, words[i]);
        }
        return bytes.array();
    }

    private static int type(byte[] response) {
        return ByteBuffer.wrap(response).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    }

    @Test
    void create_badFormatOrSizeOrId_isRefused() {
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, driver.create2d(0, 2, 64, 64));
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, driver.create2d(1, 5, 64, 64));
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, driver.create2d(1, 2, 0, 64));
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, driver.create2d(1, 2, 64, 0));
        for (int[] size : new int[][] {{-1, -1}, {65535, 65535}, {0x40000001, 1}, {1, 1 << 30}}) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, driver.create2d(1, 2, size[0], size[1]));
        }
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(-1, 2, 1, 1));
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, driver.create2d(-1, 2, 1, 1));
    }

    @Test
    void create_withoutEnd_isLimited() {
        int created = 0;
        int last = VIRTIO_GPU_RESP_OK_NODATA;
        for (int id = 1; id < 10_000 && last == VIRTIO_GPU_RESP_OK_NODATA; id++) {
            last = driver.create2d(id, B8G8R8X8, 16384, 16384);
            created++;
        }
        assertEquals(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, last);
        assertTrue(created > 1000);
        driver.unref(1);
    }

    @Test
    void unknownResource_isNamedByEveryCommand() {
        int unknown = VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
        assertEquals(unknown, driver.unref(99));
        assertEquals(unknown, driver.attachBacking(99, List.of(new Entry(0x100000, 4096))));
        assertEquals(unknown, driver.detachBacking(99));
        assertEquals(unknown, driver.setScanout(0, 99, ALL));
        assertEquals(unknown, driver.transfer(99, ALL, 0));
        assertEquals(unknown, driver.flush(99, ALL));
    }

    @Test
    void rectangles_outsideOrWrapping_areInvalidParameters() {
        resource(1);
        for (Rect bad :
                List.of(
                        new Rect(65, 0, 0, 64),
                        new Rect(0, -1, 64, 0),
                        new Rect(0, 0, 65, 64),
                        new Rect(1, 0, 64, 64),
                        new Rect(0, 64, 64, 1),
                        new Rect(-1, 0, 2, 1),
                        new Rect(1, 1, -1, -1),
                        new Rect(0x80000000, 0, 0x80000000, 1))) {
            int invalid = VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
            assertEquals(invalid, driver.setScanout(0, 1, bad), bad::toString);
            assertEquals(invalid, driver.transfer(1, bad, 0), bad::toString);
            assertEquals(invalid, driver.flush(1, bad), bad::toString);
        }
    }

    /// As QEMU's device does: drivers clip what they draw, and some panic at an error.
    @Test
    void rectangles_empty_areDone_butNoScreen() {
        resource(1);
        for (Rect empty :
                List.of(new Rect(0, 0, 0, 0), new Rect(5, 5, 0, 10), new Rect(0, 64, 64, 0))) {
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.transfer(1, empty, 0));
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.flush(1, empty));
            assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, driver.setScanout(0, 1, empty));
        }
    }

    @Test
    void scanout_thatDoesNotExist_isRefused() {
        resource(1);
        for (int scanout : new int[] {1, 16, -1, Integer.MIN_VALUE}) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID, driver.setScanout(scanout, 1, ALL));
            byte[] answer = raw.send(command(VIRTIO_GPU_CMD_GET_EDID, scanout, 0), 1056);
            assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, type(answer));
            assertEquals(CTRL_HDR_SIZE, answer.length);
        }
    }

    @Test
    void transfer_offsetOutsideBacking_isRefused() {
        resource(1);
        for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 64 * 64 * 4, 1}) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                    driver.transfer(1, ALL, offset),
                    "offset " + offset);
        }
    }

    @Test
    void transfer_withoutBacking_isRefused() {
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(1, 2, 64, 64));
        assertEquals(VIRTIO_GPU_RESP_ERR_UNSPEC, driver.transfer(1, ALL, 0));
        assertEquals(VIRTIO_GPU_RESP_ERR_UNSPEC, driver.detachBacking(1));
    }

    @Test
    void attach_badEntries_areRefused_andLeaveNothingAttached() {
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(1, 2, 64, 64));
        for (Entry bad :
                List.of(
                        new Entry(-4096, 4096),
                        new Entry(0x7000_0000_0000L, 4096),
                        new Entry(Long.MAX_VALUE - 10, 4096),
                        new Entry(0x100000, -1),
                        new Entry((64L << 20) - 4096, 8192))) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, driver.attachBacking(1, List.of(bad)));
        }
        List<Entry> one = List.of(new Entry(0x100000, 16384));
        for (int claimed : new int[] {2, 16385, -1, Integer.MIN_VALUE}) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_UNSPEC,
                    type(raw.send(attachBacking(1, claimed, one.getFirst()), CTRL_HDR_SIZE)),
                    "claimed " + claimed);
        }
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.attachBacking(1, one));
        assertEquals(VIRTIO_GPU_RESP_ERR_UNSPEC, driver.attachBacking(1, one));
    }

    /// @param claimed as how many entries the request says there are
    private static byte[] attachBacking(int id, int claimed, Entry entry) {
        return command(
                VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
                id,
                claimed,
                (int) entry.gpa(),
                (int) (entry.gpa() >>> 32),
                entry.length(),
                0);
    }

    @Test
    void attach_asManyEntriesAsAllowed_works() {
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(1, 2, 4096, 4096));
        List<Entry> entries = Collections.nCopies(16384, new Entry(0x100000, 4096));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.attachBacking(1, entries));
        assertEquals(
                VIRTIO_GPU_RESP_OK_NODATA, driver.setScanout(0, 1, new Rect(0, 0, 4096, 4096)));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.unref(1));
    }

    @Test
    void attach_scatteredPiecesWithoutEnd_areLimited() {
        List<Entry> scattered = new ArrayList<>();
        for (int i = 0; i < 16000; i++) {
            scattered.add(new Entry(0x100000 + (i % 2) * 8192L, 4096));
        }
        int last = VIRTIO_GPU_RESP_OK_NODATA;
        int id = 0;
        while (last == VIRTIO_GPU_RESP_OK_NODATA && id < 100) {
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(++id, 2, 64, 64));
            last = driver.attachBacking(id, scattered);
        }
        assertEquals(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, last);
        assertEquals(17, id);
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.detachBacking(1));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.detachBacking(2));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.attachBacking(id, scattered));
    }

    @Test
    void unknownCommands_getUnspec_withExactlyAHeader() {
        for (int type :
                new int[] {
                    0,
                    -1,
                    VIRTIO_GPU_CMD_GET_CAPSET_INFO,
                    VIRTIO_GPU_CMD_GET_CAPSET,
                    VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
                    VIRTIO_GPU_CMD_SET_SCANOUT_BLOB,
                    VIRTIO_GPU_CMD_CTX_CREATE,
                    0x0206,
                    0x0207,
                    VIRTIO_GPU_CMD_UPDATE_CURSOR,
                    VIRTIO_GPU_RESP_OK_NODATA
                }) {
            byte[] answer = raw.send(command(type, new int[40]), 2048);
            assertEquals(VIRTIO_GPU_RESP_ERR_UNSPEC, type(answer), "type " + type);
            assertEquals(CTRL_HDR_SIZE, answer.length);
        }
    }

    @Test
    void commands_cutShort_getUnspec_orNoAnswerAtAll() {
        for (int type : new int[] {0x101, 0x102, 0x103, 0x104, 0x105, 0x106, 0x107, 0x10a}) {
            assertEquals(
                    VIRTIO_GPU_RESP_ERR_UNSPEC, type(raw.send(command(type, 1), 24)), "" + type);
        }
        assertEquals(0, raw.send(new byte[23], 24).length);
        assertEquals(0, raw.send(new byte[1], 24).length);
    }

    @Test
    void command_inOneByteDescriptors_isServed() {
        byte[] request = command(VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, 5, 2, 64, 64);
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, type(raw.send(request, 24, 1)));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.unref(5));
    }

    @Test
    void responseBuffer_shortOrAbsent_getsWhatFits() {
        assertEquals(
                10, raw.send(command(VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, 5, 2, 64, 64), 10).length);
        assertEquals(0, raw.send(command(VIRTIO_GPU_CMD_RESOURCE_UNREF, 5, 0), 0).length);
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, driver.unref(5));
    }

    @Test
    void fence_isEchoed_alsoInErrors() {
        resource(1);
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, fencedTransfer(1, 0x1122334455667788L));
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, fencedTransfer(9, -2));
    }

    /// @return the response's type, once it is seen to carry the fence
    private int fencedTransfer(int id, long fence) {
        byte[] request = command(VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, 0, 0, 64, 64, 0, 0, id, 0);
        ByteBuffer.wrap(request)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, VIRTIO_GPU_FLAG_FENCE)
                .putLong(8, fence);
        byte[] answer = raw.send(request, CTRL_HDR_SIZE);
        ByteBuffer header = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(VIRTIO_GPU_FLAG_FENCE, header.getInt(4) & VIRTIO_GPU_FLAG_FENCE);
        assertEquals(fence, header.getLong(8));
        return type(answer);
    }

    @Test
    void unfencedResponse_hasNoStrayBytes() {
        byte[] request = command(VIRTIO_GPU_CMD_RESOURCE_UNREF, 77, 0);
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putLong(8, -1).putInt(16, -1);
        byte[] answer = raw.send(request, 24);
        byte[] expected = new byte[24];
        ByteBuffer.wrap(expected)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
        assertArrayEquals(expected, answer);
    }

    @Test
    void cursor_badCommands_areHarmless() {
        for (int id : new int[] {0, 1, -1}) {
            driver.updateCursor(0, -1, -1, id, 0, 0);
            driver.updateCursor(16, 5, 5, id, 0, 0);
            driver.updateCursor(0, 5, 5, id, -1, 64);
        }
        driver.moveCursor(-1, 0, 0, 0);
        driver.moveCursor(0, Integer.MIN_VALUE, Integer.MAX_VALUE, -1);
        resource(1); // 64x64
        driver.updateCursor(0, 5, 5, 1, 3, 3);
        rig.framebuffer(2, 65, 64);
        driver.updateCursor(0, 5, 5, 2, 3, 3);
    }

    @Test
    void randomRequests_areAnswered() {
        Random random = new Random(20180618);
        for (int i = 0; i < 3000; i++) {
            byte[] request = new byte[random.nextInt(120)];
            random.nextBytes(request);
            if (request.length >= 24) {
                ByteBuffer.wrap(request)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, 0x100 + random.nextInt(13))
                        .putInt(4, 0);
            }
            raw.send(request, random.nextInt(1100), 3 + random.nextInt(40));
        }
        // A lucky CREATE may have taken any id; the reset forgets it.
        rig.restartGuest();
        driver = rig.driver();
    }

    @Test
    void shadows_overTheMemoryLimit_areRefused() throws IOException {
        try (DeviceRig small = new DeviceRig(Setup.PLAIN.withCopy().withMaxHostMemory(20_000))) {
            small.framebuffer(1, 64, 64);
            GpuDriver d = small.driver();
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, d.create2d(2, B8G8R8X8, 64, 64));
            long page = small.vmm().ram().allocate(16384);
            List<Entry> backing = List.of(new Entry(page, 16384));
            assertEquals(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, d.attachBacking(2, backing));
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, d.unref(1));
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, d.attachBacking(2, backing));
        }
    }

    /// However little memory it names again and again: whoever shows a screen makes room for all.
    @Test
    void screenOfTooManyPixels_isRefused() {
        long page = rig.vmm().ram().allocate(4 << 20);
        List<Entry> backing = Collections.nCopies(256, new Entry(page, 4 << 20));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.create2d(1, B8G8R8X8, 16384, 16384));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.attachBacking(1, backing));
        assertEquals(
                VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                driver.setScanout(0, 1, new Rect(0, 0, 16384, 2161)));
        assertEquals(
                VIRTIO_GPU_RESP_OK_NODATA, driver.setScanout(0, 1, new Rect(0, 0, 16384, 2160)));
        assertEquals(
                VIRTIO_GPU_RESP_OK_NODATA,
                driver.setScanout(0, 1, new Rect(8000, 8000, 8192, 4320)));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.unref(1));
    }
}
