// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H11: cursors of other sizes, formats, screens and places, and more of them than anybody sees.
/// What of them can be shown is; what each looks like is tested where it is shown.
final class H11CursorTest extends GuestAttack {
    private static final int CURSOR = 7;
    private static final int WIDE = 8;
    private static final int HUGE = 12;
    private static final int BARE = 9;
    private static final int FLOOD = 100_000;
    private static final int LARGE_FLOOD = 2_000;
    private static final int UPDATE = VIRTIO_GPU_CMD_UPDATE_CURSOR;
    private static final int MOVE = VIRTIO_GPU_CMD_MOVE_CURSOR;

    @BeforeEach
    void create() {
        framebuffer(CURSOR, 64, 64);
        framebuffer(WIDE, 65, 64);
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.create(HUGE, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 16384, 16384));
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.create(BARE, VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM, 64, 64));
    }

    static Stream<Attack> cursors() {
        int none = VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
        int unknown = VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
        int ok = VIRTIO_GPU_RESP_OK_NODATA;
        return Stream.of(
                attack("not 64x64", UPDATE, 0, 0, 0, WIDE, 0, 0, ok),
                attack("of the largest size", UPDATE, 0, 0, 0, HUGE, 16383, 16383, ok),
                attack("of it all bits", UPDATE, 0, 0, 0, HUGE, -1, 1 << 31, ok),
                attack("unknown id", UPDATE, 0, 0, 0, 10, 0, 0, unknown),
                attack("id of all bits", UPDATE, 0, 0, 0, -1, 0, 0, unknown),
                attack("id 0 hides", UPDATE, 0, 0, 0, 0, 0, 0, ok),
                attack("screen 16", UPDATE, 16, 0, 0, CURSOR, 0, 0, none),
                attack("screen of all bits", UPDATE, -1, 0, 0, CURSOR, 0, 0, none),
                attack("move on screen 16", MOVE, 16, 0, 0, 0, 0, 0, none),
                attack("move on screen of all bits", MOVE, -1, 0, 0, 0, 0, 0, none),
                attack("hot spot beside it", UPDATE, 0, 0, 0, CURSOR, 64, 0, ok),
                attack("hot spot of all bits", UPDATE, 0, 0, 0, CURSOR, 0, -1, ok),
                attack("move without a resource", MOVE, 0, 0, 0, 0, 0, 0, ok),
                attack("move of an unknown id", MOVE, 0, 0, 0, 10, 0, 0, ok),
                attack("place of all bits", UPDATE, 0, -1, -1, CURSOR, 63, 63, ok),
                attack("place far off", UPDATE, 15, 1 << 31, 1 << 30, CURSOR, 0, 0, ok),
                attack("move far off", MOVE, 0, 1 << 31, Integer.MAX_VALUE, CURSOR, 0, 0, ok),
                attack("without backing, other format", UPDATE, 0, 0, 0, BARE, 0, 0, ok));
    }

    private static Attack attack(
            String name, int type, int screen, int x, int y, int id, int hotX, int hotY, int to) {
        return new Attack(name, Commands.cursor(type, screen, x, y, id, hotX, hotY), to);
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void cursor(Attack attack) {
        assertArrayEquals(
                Commands.header(attack.answer()),
                wire().exchange(CURSOR_QUEUE, attack.request(), ROOM));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 67, 68, 121, 134})
    void everyFormat_isTaken(int format) {
        long page = vmm().ram().allocate(16384);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(11, format, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(11, 1, new Entry(page, 16384)));
        assertEquals(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.type(
                        wire().exchange(
                                        CURSOR_QUEUE,
                                        Commands.cursor(UPDATE, 0, 0, 0, 11, 0, 0),
                                        ROOM)));
    }

    @Test
    void unrefAndDetach_ofTheCursorShown() {
        byte[] update = Commands.cursor(UPDATE, 0, 0, 0, CURSOR, 0, 0);
        wire().exchange(CURSOR_QUEUE, update, ROOM);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(CURSOR));
        wire().exchange(CURSOR_QUEUE, update, ROOM);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(CURSOR));
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID),
                wire().exchange(CURSOR_QUEUE, update, ROOM));
    }

    /// The largest cost as much as they show, not as much as they are.
    @Test
    void flood_ofLargeOnes_isAnswered() {
        framebuffer(13, 1024, 512);
        Map<Integer, Integer> answers =
                new Flood(vmm(), CURSOR_QUEUE)
                        .send(
                                LARGE_FLOOD,
                                i -> Commands.cursor(UPDATE, 0, i, -i, 13, i % 1024, i % 512));
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, LARGE_FLOOD), answers);
    }

    @Test
    void flood_isAnswered() {
        Map<Integer, Integer> answers =
                new Flood(vmm(), CURSOR_QUEUE)
                        .send(
                                FLOOD,
                                i ->
                                        Commands.cursor(
                                                i % 2 == 0 ? UPDATE : MOVE,
                                                i % Target.OUTPUTS,
                                                i,
                                                -i,
                                                CURSOR,
                                                i % 64,
                                                0));
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, FLOOD), answers);
    }
}
