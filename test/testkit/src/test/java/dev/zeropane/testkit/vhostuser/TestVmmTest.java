// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a test's VMM does and no good one. The test is the device.
final class TestVmmTest {
    private final List<UnixSocket> pair = UnixSocket.pair("vhost-user");
    private final TestVmm vmm = TestVmm.over(pair.get(0), VmmOptions.defaults());
    private final TestQueue queue = vmm.queue(Vmm.CONTROL_QUEUE);

    @AfterEach
    void close() {
        vmm.close();
        pair.get(1).close();
    }

    private MemorySegment used() {
        return vmm.ram().at(queue.usedAddress(), 4 + queue.size() * 8L + 2);
    }

    /// Uses a chain, and says so.
    private void use(int head, int written) {
        int count = used().get(JAVA_SHORT, 2);
        used().set(JAVA_INT, 4 + 8L * count, head);
        used().set(JAVA_INT, 4 + 8L * count + 4, written);
        used().set(JAVA_SHORT, 2, (short) (count + 1));
        queue.callFd().signal();
    }

    @Test
    void receive_timesOutThenSeesTheEnd() {
        vmm.timeout(Duration.ofMillis(20));
        assertThrows(FrontendException.TimedOut.class, vmm::receive);
        assertFalse(vmm.isClosedByPeer());
        pair.get(1).close();
        assertTrue(vmm.isClosedByPeer());
        assertThrows(FrontendException.Closed.class, vmm::receive);
    }

    @Test
    void rawHead_isReturnedUnchecked_untilTheNextReset() {
        queue.publishRawHead(77);
        assertEquals(1, queue.avail().get(JAVA_SHORT, 2));
        assertEquals(77, queue.avail().get(JAVA_SHORT, 4));
        use(77, 5);
        assertEquals(new DriverQueue.Completion(77, 5), queue.poll().orElseThrow());
        queue.reset();
        use(3, 0);
        assertThrows(FrontendException.class, queue::poll);
    }

    @Test
    void rawRequest_inPieces_deviceSeesThemTogether() {
        RawRequests requests = new RawRequests(vmm);
        // The first chain begins at the first descriptor: it can be used before it is there.
        use(0, 24);
        byte[] answer = requests.send(new byte[] {1, 2, 3, 4, 5, 6, 7}, 100, 2);
        assertArrayEquals(new byte[24], answer);
        List<Byte> sent = new ArrayList<>();
        List<Integer> pieces = new ArrayList<>();
        for (long at = 0; at < 16 * 5; at += 16) {
            int length = queue.descriptors().get(JAVA_INT, at + 8);
            pieces.add(length);
            MemorySegment piece =
                    vmm.ram().at(queue.descriptors().get(JAVA_LONG, at), Math.min(length, 7));
            for (byte one : piece.toArray(ValueLayout.JAVA_BYTE)) {
                sent.add(one);
            }
        }
        assertEquals(List.of(2, 2, 2, 1, 100), pieces);
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6, 7),
                sent.subList(0, 7).stream().map(Byte::intValue).toList());
    }
}
