// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H9: rings whose indices, size or place are wrong. The queue stands still and the VMM is told;
/// the other queue goes on, and after a reset so does this one.
final class H09RingTest extends GuestAttack {
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    private TestQueue control() {
        return vmm().queue(CONTROL_QUEUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 66, 4096, 0x7fff, 0x8000, 0xffff})
    void availableIndexJumps_theQueueIsGivenUp(int by) {
        control().setRawAvailIdx(control().availIdx() + by);
        control().kickAlways();
        awaitBroken(vmm(), CONTROL_QUEUE);
        assertCursorQueueServes();
        restartGuest();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 0x7fff, 0x8000, 0xffff})
    void headOutOfRange_theQueueIsGivenUp(int head) {
        control().publishRawHead(head);
        control().kickAlways();
        awaitBroken(vmm(), CONTROL_QUEUE);
        assertCursorQueueServes();
        restartGuest();
    }

    private void assertCursorQueueServes() {
        byte[] move = Commands.cursor(VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 1, 1, 0, 0, 0);
        assertEquals(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.type(wire().exchange(CURSOR_QUEUE, move, ROOM)));
    }

    /// A ringful of one chain, again and again: each is served by itself.
    @Test
    void sameHeadManyTimes_isServedEachTime() {
        long at = vmm().ram().allocate(4096);
        byte[] request = Commands.unref(7);
        wire().put(at, request);
        long table = control().descriptorsAddress();
        wire().descriptor(table, 0, at, request.length, Wire.NEXT, 1);
        wire().descriptor(table, 1, at + 64, CTRL_HDR_SIZE, Wire.WRITE, 0);
        for (int i = 0; i < control().size(); i++) {
            control().publishRawHead(0);
        }
        control().kickAlways();
        for (int i = 0; i < control().size(); i++) {
            assertEquals(0, control().await(TO_ANSWER).head());
        }
    }

    /// While the answer to the first is held for the VMM, which never says which sizes it wishes.
    @Test
    void headThatIsNotBackYet_theQueueIsGivenUp() {
        long at = vmm().ram().allocate(4096);
        wire().put(at, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO));
        long table = control().descriptorsAddress();
        wire().descriptor(table, 0, at, CTRL_HDR_SIZE, Wire.NEXT, 1);
        wire().descriptor(table, 1, at + 64, 408, Wire.WRITE, 0);
        control().publishRawHead(0);
        control().publishRawHead(0);
        control().kickAlways();
        awaitBroken(vmm(), CONTROL_QUEUE);
        restartGuest();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 63, 65, 65536, 32768 * 2, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void sizeThatIsNoPowerOfTwo_orTooLarge_isRefused(int size) {
        stopRing();
        vmm().setVringNum(CONTROL_QUEUE, size);
        startRing();
        awaitBroken(vmm(), CONTROL_QUEUE);
        assertCursorQueueServes();
        restartGuest();
    }

    record Place(String name, long descriptors, long available, long used) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Distances from where each part of the ring is.
    static Stream<Place> places() {
        long nowhere = 0x0123_4567_8900_0000L;
        long behind = 1L << 30;
        return Stream.of(
                new Place("descriptors nowhere", nowhere, 0, 0),
                new Place("available nowhere", 0, nowhere, 0),
                new Place("used nowhere", 0, 0, nowhere),
                new Place("all behind ram", behind, behind, behind),
                new Place("descriptors before ram", -(1L << 46), 0, 0),
                new Place("descriptors misaligned", 8, 0, 0),
                new Place("available misaligned", 0, 1, 0),
                new Place("used misaligned", 0, 0, 2));
    }

    @ParameterizedTest
    @MethodSource("places")
    void ringInUnmappedMemory_isRefused(Place attack) {
        stopRing();
        GuestRam ram = vmm().ram();
        vmm().setVringAddr(
                        CONTROL_QUEUE,
                        ram.userAddress(control().descriptorsAddress()) + attack.descriptors,
                        ram.userAddress(control().availAddress()) + attack.available,
                        ram.userAddress(control().usedAddress()) + attack.used);
        startRing();
        awaitBroken(vmm(), CONTROL_QUEUE);
        assertCursorQueueServes();
        restartGuest();
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 16, 2, 0})
    void ringThatEndsBehindRam_isRefused(long beforeEnd) {
        stopRing();
        GuestRam.Region region = vmm().ram().regions().getLast();
        long end = region.userAddress() + region.size() - beforeEnd;
        vmm().setVringAddr(CONTROL_QUEUE, end, end, end);
        startRing();
        awaitBroken(vmm(), CONTROL_QUEUE);
        restartGuest();
    }

    /// All three parts in one place: what the device writes is what it reads next.
    @Test
    void partsOfTheRingOverEachOther_neverHang() {
        stopRing();
        long at = vmm().ram().userAddress(vmm().ram().allocate(8192));
        vmm().setVringAddr(CONTROL_QUEUE, at, at, at);
        startRing();
        for (int i = 0; i < 100; i++) {
            control().kickAlways();
            assertCursorQueueServes();
        }
        restartGuest();
    }

    private void stopRing() {
        vmm().setVringEnable(CONTROL_QUEUE, false);
        vmm().getVringBase(CONTROL_QUEUE);
    }

    private void startRing() {
        vmm().setVringKick(CONTROL_QUEUE, control().kickFd().fd());
        control().kickAlways();
        vmm().setVringEnable(CONTROL_QUEUE, true);
    }

    /// A request that is nothing but wrong, by the hundred thousand: neither log nor loop suffers.
    @Test
    void wrongChainsWithoutEnd_areGivenBack() {
        long table = control().descriptorsAddress();
        wire().descriptor(table, 0, -1, -1, 0, 0);
        int given = 0;
        while (given < 200_000) {
            for (int i = 0; i < control().size(); i++) {
                control().publishRawHead(0);
            }
            control().kickAlways();
            for (int i = 0; i < control().size(); i++) {
                var back = control().await(TO_ANSWER);
                assertEquals(List.of(0, 0L), List.of(back.head(), back.written()));
                given++;
            }
        }
        assertTrue(target().server().process().isAlive());
    }
}
