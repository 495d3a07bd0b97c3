// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;

import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Rings whose indices, size or place are wrong. The queue stands still and the VMM is told; the
/// other queue goes on, and after a reset so does this one.
public final class RingAttacks {
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    private RingAttacks() {}

    public static Stream<Attack> all() {
        return Stream.of(
                        IntStream.of(65, 66, 4096, 0x7fff, 0x8000, 0xffff)
                                .mapToObj(RingAttacks::availableIndexJumps),
                        IntStream.of(64, 65, 0x7fff, 0x8000, 0xffff)
                                .mapToObj(RingAttacks::headOutOfRange),
                        Stream.of(
                                new Attack("a head twice", RingAttacks::makeAvailableTwice),
                                new Attack("a ringful of one head", RingAttacks::repeatHead),
                                new Attack("parts over each other", RingAttacks::overlapParts)),
                        IntStream.of(
                                        0,
                                        3,
                                        63,
                                        65,
                                        65536,
                                        32768 * 2,
                                        Integer.MAX_VALUE,
                                        Integer.MIN_VALUE,
                                        -1)
                                .mapToObj(RingAttacks::size),
                        places(),
                        LongStream.of(64, 16, 2, 0).mapToObj(RingAttacks::endsBehindRam))
                .flatMap(rows -> rows)
                .map(attack -> attack.called("ring"));
    }

    private static TestQueue control(HostileGuest guest) {
        return guest.vmm().queue(CONTROL_QUEUE);
    }

    private static Attack availableIndexJumps(int by) {
        return givenUp(
                "available index jumps by " + by,
                guest -> {
                    control(guest).setRawAvailIdx(control(guest).availIdx() + by);
                    control(guest).kickAlways();
                });
    }

    private static Attack headOutOfRange(int head) {
        return givenUp(
                "head " + head,
                guest -> {
                    control(guest).publishRawHead(head);
                    control(guest).kickAlways();
                });
    }

    private static Attack givenUp(String name, Consumer<HostileGuest> act) {
        return new Attack(name, act)
                .then(guest -> {
                    guest.awaitBroken(CONTROL_QUEUE);
                    assertCursorQueueServes(guest);
                    guest.restart();
                });
    }

    private static void assertCursorQueueServes(HostileGuest guest) {
        guest.assertCursorAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.cursor(VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 1, 1, 0, 0, 0));
    }

    /// A ringful of one chain, again and again: each is served by itself.
    private static void repeatHead(HostileGuest guest) {
        TestQueue control = control(guest);
        long at = guest.vmm().ram().allocate(4096);
        byte[] request = Commands.unref(7);
        guest.wire().put(at, request);
        chain(guest, at, request.length, CTRL_HDR_SIZE);
        for (int i = 0; i < control.size(); i++) {
            control.publishRawHead(0);
        }
        control.kickAlways();
        for (int i = 0; i < control.size(); i++) {
            Expect.equal(0, control.await(TO_ANSWER).head(), "the head");
        }
    }

    /// While the answer to the first is held, for the VMM never says which sizes it wishes.
    private static void makeAvailableTwice(HostileGuest guest) {
        long at = guest.vmm().ram().allocate(4096);
        guest.wire().put(at, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO));
        chain(guest, at, CTRL_HDR_SIZE, 408);
        control(guest).publishRawHead(0);
        control(guest).publishRawHead(0);
        control(guest).kickAlways();
        guest.awaitBroken(CONTROL_QUEUE);
        guest.restart();
    }

    private static void chain(HostileGuest guest, long request, int length, int room) {
        long table = control(guest).descriptorsAddress();
        guest.wire().descriptor(table, 0, request, length, Wire.NEXT, 1);
        guest.wire().descriptor(table, 1, request + 64, room, Wire.WRITE, 0);
    }

    /// A size that is no power of two, or too large.
    private static Attack size(int size) {
        return givenUp(
                "size " + size,
                guest -> {
                    stopRing(guest);
                    guest.vmm().setVringNum(CONTROL_QUEUE, size);
                    startRing(guest);
                });
    }

    private static Stream<Attack> places() {
        long nowhere = 0x0123_4567_8900_0000L;
        long behind = 1L << 30;
        return Stream.of(
                moved("descriptors nowhere", nowhere, 0, 0),
                moved("available nowhere", 0, nowhere, 0),
                moved("used nowhere", 0, 0, nowhere),
                moved("all behind ram", behind, behind, behind),
                moved("descriptors before ram", -(1L << 46), 0, 0),
                moved("descriptors misaligned", 8, 0, 0),
                moved("available misaligned", 0, 1, 0),
                moved("used misaligned", 0, 0, 2));
    }

    /// @param descriptors distance from where they are, as the others'
    private static Attack moved(String name, long descriptors, long available, long used) {
        return givenUp(
                name,
                guest -> {
                    stopRing(guest);
                    GuestRam ram = guest.vmm().ram();
                    TestQueue control = control(guest);
                    guest.vmm()
                            .setVringAddr(
                                    CONTROL_QUEUE,
                                    ram.userAddress(control.descriptorsAddress()) + descriptors,
                                    ram.userAddress(control.availAddress()) + available,
                                    ram.userAddress(control.usedAddress()) + used);
                    startRing(guest);
                });
    }

    private static Attack endsBehindRam(long beforeEnd) {
        return givenUp(
                beforeEnd + " bytes before the end of RAM",
                guest -> {
                    stopRing(guest);
                    GuestRam.Region region = guest.vmm().ram().regions().getLast();
                    long at = region.userAddress() + region.size() - beforeEnd;
                    guest.vmm().setVringAddr(CONTROL_QUEUE, at, at, at);
                    startRing(guest);
                });
    }

    /// All three in one place: what the device writes is what it reads next. It never hangs.
    private static void overlapParts(HostileGuest guest) {
        stopRing(guest);
        long at = guest.vmm().ram().userAddress(guest.vmm().ram().allocate(8192));
        guest.vmm().setVringAddr(CONTROL_QUEUE, at, at, at);
        startRing(guest);
        for (int i = 0; i < 100; i++) {
            control(guest).kickAlways();
            assertCursorQueueServes(guest);
        }
        guest.restart();
    }

    private static void stopRing(HostileGuest guest) {
        guest.vmm().setVringEnable(CONTROL_QUEUE, false);
        int _ = guest.vmm().getVringBase(CONTROL_QUEUE);
    }

    private static void startRing(HostileGuest guest) {
        guest.vmm().setVringKick(CONTROL_QUEUE, control(guest).kickFd().fd());
        control(guest).kickAlways();
        guest.vmm().setVringEnable(CONTROL_QUEUE, true);
    }
}
