// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// H7: GET_EDID of screens that do not exist, which other back-ends never come back from.
final class H07EdidTest extends GuestAttack {
    @Override
    VmmOptions options() {
        return VmmOptions.defaults()
                .withRamSize(128 << 20)
                .withQueueSize(16384)
                .withIndirect(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void screenThatDoesNotExist_isRefused(int scanout) {
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                Commands.of(VIRTIO_GPU_CMD_GET_EDID, scanout, 0));
    }

    @Test
    void lastScreen_isDescribed() {
        byte[] answer =
                wire().exchange(
                                Vmm.CONTROL_QUEUE,
                                Commands.of(VIRTIO_GPU_CMD_GET_EDID, Target.OUTPUTS - 1, 0),
                                ROOM);
        assertEquals(VIRTIO_GPU_RESP_OK_EDID, Commands.type(answer));
    }

    /// Nobody reads this machine's end of the display socket, nor answers there.
    @Test
    void displayInfo_comesWithoutTheVmm() {
        for (int i = 0; i < 100; i++) {
            assertEquals(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, driver().getDisplayInfo().type());
        }
    }

    /// Each of them is held until the VMM has had its time; nothing else waits for that.
    @Test
    void displayInfo_asOftenAsTheRingHolds_isAnswered() {
        Flood flood = new Flood(vmm(), Vmm.CONTROL_QUEUE);
        int count = 4 * vmm().queue(Vmm.CONTROL_QUEUE).size();
        Map<Integer, Integer> answers =
                flood.send(count, _ -> Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO));
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, count), answers);
    }
}
