// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Flood;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Questions for sizes that the VMM does not answer, as often as the ring holds.
final class HeldAnswersTest extends GuestAttackTest {
    @Override
    VmmOptions options() {
        return VmmOptions.defaults()
                .withRamSize(128 << 20)
                .withQueueSize(16384)
                .withIndirect(false);
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
