// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Flood;
import dev.zeropane.testkit.attack.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Requests by the ten thousand: neither the loop nor the picture suffers.
final class FloodTest extends AttackTest {
    private static final int ID = 7;

    private static final int FLOOD = Rounds.of(20_000, 100_000);

    private static final int LARGE_FLOOD = 2_000;

    private static final int UPDATE = VIRTIO_GPU_CMD_UPDATE_CURSOR;

    private static final int MOVE = VIRTIO_GPU_CMD_MOVE_CURSOR;

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withQueueSize(1024);
    }

    @Test
    void flushes_areAnswered_andTheLastPictureIsShown() {
        Framebuffer fb = framebuffer(ID, 64, 48);
        fb.show(0);
        Flood flood = new Flood(vmm(), Vmm.CONTROL_QUEUE);
        Map<Integer, Integer> answers =
                flood.send(
                        FLOOD,
                        i -> {
                            fb.setPixel(i % 64, i / 64 % 48, i);
                            return Commands.flush(ID, i % 64, i / 64 % 48, 1, 1);
                        });
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, FLOOD), answers);
        Picture picture = check().draw(fb);
        fb.update(fb.bounds());
        check().await(0, picture);
    }

    @Test
    void cursors_areAnswered() {
        framebuffer(ID, 64, 64);
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
                                                ID,
                                                i % 64,
                                                0));
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, FLOOD), answers);
    }

    /// The largest cost as much as they show, not as much as they are.
    @Test
    void largeCursors_areAnswered() {
        framebuffer(13, 1024, 512);
        Map<Integer, Integer> answers =
                new Flood(vmm(), CURSOR_QUEUE)
                        .send(
                                LARGE_FLOOD,
                                i -> Commands.cursor(UPDATE, 0, i, -i, 13, i % 1024, i % 512));
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, LARGE_FLOOD), answers);
    }

    /// A request that is nothing but wrong, by the ten thousand: neither log nor loop suffers.
    @Test
    void wrongChainsWithoutEnd_areGivenBack() {
        long table = vmm().queue(CONTROL_QUEUE).descriptorsAddress();
        wire().descriptor(table, 0, -1, -1, 0, 0);
        int given = 0;
        while (given < 2 * FLOOD) {
            for (int i = 0; i < vmm().queue(CONTROL_QUEUE).size(); i++) {
                vmm().queue(CONTROL_QUEUE).publishRawHead(0);
            }
            vmm().queue(CONTROL_QUEUE).kickAlways();
            for (int i = 0; i < vmm().queue(CONTROL_QUEUE).size(); i++) {
                var back = vmm().queue(CONTROL_QUEUE).await(TO_ANSWER);
                assertEquals(List.of(0, 0L), List.of(back.head(), back.written()));
                given++;
            }
        }
    }
}
