// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Flood;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.LiveHeap;
import dev.zeropane.testkit.attack.Target;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// As many resources as it takes: they are capped by number, by bytes and by pieces of backing.
final class BudgetTest extends AttackTest {
    private static final int MANY = Rounds.of(100_000, 1_000_000);

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    private static final int MOST_RESOURCES = 4096;

    private static final int MOST_PIECES = 262_144;

    private static final long MOST_BYTES = 256 << 20;

    @AfterAll
    static void littleLives() {
        LiveHeap.assertLittle();
    }

    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withQueueSize(1024);
    }

    @Test
    void manyResources_areCappedByNumber_whileAPictureIsShown() {
        Framebuffer shown = framebuffer(MANY + 1, 64, 48);
        shown.show(0);
        Flood flood = new Flood(vmm(), Vmm.CONTROL_QUEUE);
        assertEquals(
                Map.of(
                        VIRTIO_GPU_RESP_OK_NODATA,
                        MOST_RESOURCES - 1,
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                        MANY - MOST_RESOURCES + 1),
                flood.send(MANY, i -> Commands.create(i + 1, X8, 16384, 16384)));
        var picture = check().draw(shown);
        shown.update(shown.bounds());
        check().await(0, picture);
        assertEquals(
                Map.of(
                        VIRTIO_GPU_RESP_OK_NODATA,
                        MOST_RESOURCES - 1,
                        VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                        1),
                flood.send(MOST_RESOURCES, i -> Commands.unref(i + 1)));
    }

    @Test
    void shadows_areCappedByBytes() {
        // A page is too little for an alias: each of them takes its size here.
        Entry page = new Entry(vmm().ram().allocate(4096), 4096);
        int side = 4096;
        int room = (int) (MOST_BYTES / (4L * side * side));
        for (int round = 0; round < 2; round++) {
            for (int id = 1; id <= room + 3; id++) {
                assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(id, X8, side, side));
                assertAnswer(
                        id <= room ? VIRTIO_GPU_RESP_OK_NODATA : VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                        Commands.attach(id, 1, page));
            }
            // Without backing, being shown is what takes memory.
            assertAnswer(
                    VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                    Commands.setScanout(0, room + 1, 0, 0, side, side));
            for (int id = 1; id <= room + 3; id++) {
                assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(id));
            }
        }
    }

    @Test
    void smallShadows_areCappedByBytes_beforeTheirNumberIs() {
        Entry part = new Entry(vmm().ram().allocate(4096), 16);
        int id = 0;
        int answer = VIRTIO_GPU_RESP_OK_NODATA;
        while (answer == VIRTIO_GPU_RESP_OK_NODATA) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(++id, X8, 256, 256));
            answer =
                    Commands.type(
                            wire().exchange(
                                            Vmm.CONTROL_QUEUE,
                                            Commands.attach(id, 1, part),
                                            HostileGuest.ROOM));
        }
        assertEquals(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, answer);
        assertEquals(MOST_BYTES / (4 * 256 * 256) + 1, id);
        assertTrue(AttackedGpu.memfds() <= id + 8, () -> AttackedGpu.memfds() + " mappings");
        restartGuest();
    }

    @Test
    void scatteredBacking_isCappedByPieces() {
        Entry[] scattered = new Entry[16384];
        for (int i = 0; i < scattered.length; i++) {
            scattered[i] = new Entry(0x100000 + (i % 2) * 8192L, 4096);
        }
        int most = MOST_PIECES / scattered.length;
        for (int id = 1; id <= most + 2; id++) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(id, X8, 4096, 4096));
            assertAnswer(
                    id <= most ? VIRTIO_GPU_RESP_OK_NODATA : VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                    Commands.attach(id, scattered.length, scattered));
            // Views take a mapping of each piece; past the budget of those, shadows.
            assertAnswer(
                    id <= most && id <= 1 + MOST_BYTES / (64 << 20)
                            ? VIRTIO_GPU_RESP_OK_NODATA
                            : VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                    Commands.setScanout(id % Target.OUTPUTS, id, 0, 0, 4096, 4096));
        }
        assertTrue(AttackedGpu.memfds() < 33_000, () -> AttackedGpu.memfds() + " mappings");
        restartGuest();
    }

    /// Pictures that take all the memory there is for them, then the next VMM's.
    @Test
    void largestPictures_leaveRoomForTheNextGuest() {
        int side = 5900; // the most that a screen may have, nearly
        int piece = 4 << 20;
        Entry[] overlapping = new Entry[64];
        Arrays.fill(overlapping, new Entry(vmm().ram().allocate(piece), piece));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(1, X8, side, side));
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(1, overlapping.length, overlapping));
        for (int size = side; size >= 250; size /= 2) {
            for (int i = 0; i < Target.OUTPUTS; i++) {
                assertAnswer(
                        VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(i, 1, 0, 0, size, size));
            }
        }
        restartGuest();
    }
}
