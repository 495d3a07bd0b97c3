// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Resources of every size, format and id that cannot be, and backing with wrong counts and
/// addresses.
public final class ResourceAttacks {
    private static final int ID = 7;
    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
    private static final int OK = VIRTIO_GPU_RESP_OK_NODATA;
    private static final long RAM = 64 << 20;
    private static final long PAGE = 4096;
    private static final long SOMEWHERE = 0x100000;
    private static final int SIZE = 16384; // of 64x64 pixels

    private ResourceAttacks() {}

    /// Attacks on a machine with 64 MiB of RAM in one piece.
    public static Stream<Attack> all() {
        return Stream.of(
                        creates().map(attack -> attack.called("create")),
                        Stream.of(createOfAnIdInUse()),
                        outsideRam()
                                .map(attack ->
                                        attack.after(ResourceAttacks::create)
                                                .then(ResourceAttacks::assertNothingAttached)
                                                .called("attach")),
                        moreEntriesClaimedThanSent(),
                        severalEntries(),
                        oddButValid()
                                .map(attack ->
                                        attack.after(ResourceAttacks::create)
                                                .then(ResourceAttacks::assertShown)
                                                .called("attach")))
                .flatMap(rows -> rows);
    }

    private static Stream<Attack> creates() {
        return Stream.of(
                Attack.answered(
                        "width 0",
                        Commands.create(ID, X8, 0, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "height 0",
                        Commands.create(ID, X8, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "both 0",
                        Commands.create(ID, X8, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered("one pixel", Commands.create(ID, X8, 1, 1), OK),
                Attack.answered("largest", Commands.create(ID, X8, 16384, 16384), OK),
                Attack.answered(
                        "stride over 2 pow 31",
                        Commands.create(ID, X8, 0x2000_0001, 1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "stride over 2 pow 32",
                        Commands.create(ID, X8, 0x4000_0001, 1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "size over 2 pow 32",
                        Commands.create(ID, X8, 65536, 16385),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "size wraps to 0 in 32 bits",
                        Commands.create(ID, X8, 32768, 32768),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "size wraps to small in 32 bits",
                        Commands.create(ID, X8, 65537, 16384),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "size over 2 pow 64",
                        Commands.create(ID, X8, -1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "size wraps to 0 in 64 bits",
                        Commands.create(ID, X8, 1 << 31, 1 << 31),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "sides 65535",
                        Commands.create(ID, X8, 65535, 65535),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "height of all bits",
                        Commands.create(ID, X8, 1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                Attack.answered(
                        "format 0",
                        Commands.create(ID, 0, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "format 5",
                        Commands.create(ID, 5, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "format of all bits",
                        Commands.create(ID, -1, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "id 0",
                        Commands.create(0, X8, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID),
                Attack.answered("id of all bits", Commands.create(-1, X8, 64, 64), OK));
    }

    private static Attack createOfAnIdInUse() {
        return new Attack(
                "create, an id in use is refused, and its owner keeps it",
                guest -> {
                    create(guest);
                    guest.assertAnswer(
                            VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                            Commands.create(ID, X8, 1024, 1024));
                    // Still 64 wide.
                    guest.assertAnswer(OK, Commands.flush(ID, 0, 0, 64, 64));
                    guest.assertAnswer(
                            VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                            Commands.flush(ID, 0, 0, 65, 64));
                });
    }

    private static void create(HostileGuest guest) {
        guest.assertAnswer(OK, Commands.create(ID, X8, 64, 64));
    }

    private static byte[] attach(Entry... entries) {
        return Commands.attach(ID, entries.length, entries);
    }

    /// Good backing can be attached, so none was; and a second one cannot.
    private static void assertNothingAttached(HostileGuest guest) {
        byte[] good = attach(new Entry(SOMEWHERE, SIZE));
        guest.assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.detach(ID));
        guest.assertAnswer(OK, good);
        guest.assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, good);
    }

    private static Stream<Attack> outsideRam() {
        return Stream.of(
                Attack.answered(
                        "not ram",
                        Commands.attach(ID, 1, new Entry(0x7000_0000_0000L, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "rom of a pc above ram",
                        Commands.attach(ID, 1, new Entry(0xfffc_0000L, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "address of all bits",
                        Commands.attach(ID, 1, new Entry(-1, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "wraps",
                        Commands.attach(ID, 1, new Entry(-PAGE, 2 * 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "wraps signed",
                        Commands.attach(ID, 1, new Entry(Long.MAX_VALUE - 10, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "ends beyond ram",
                        Commands.attach(ID, 1, new Entry(RAM - PAGE, 2 * 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "one byte beyond ram",
                        Commands.attach(ID, 1, new Entry(RAM - SIZE + 1, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "begins at end of ram",
                        Commands.attach(ID, 1, new Entry(RAM, 1)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "length of all bits",
                        Commands.attach(ID, 1, new Entry(SOMEWHERE, -1)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "second of two",
                        Commands.attach(ID, 2, new Entry(SOMEWHERE, SIZE), new Entry(RAM, 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    private static Stream<Attack> moreEntriesClaimedThanSent() {
        return IntStream.of(2, 16384, 16385, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0x1000_0001)
                .mapToObj(claimed ->
                        Attack.answered(
                                        "attach, of " + claimed + " entries one is there",
                                        Commands.attach(ID, claimed, new Entry(SOMEWHERE, SIZE)),
                                        VIRTIO_GPU_RESP_ERR_UNSPEC)
                                .after(ResourceAttacks::create)
                                .then(ResourceAttacks::assertNothingAttached));
    }

    private static Stream<Attack> severalEntries() {
        return Stream.of(
                Attack.answered(
                                "attach, more entries sent than claimed are not read",
                                Commands.attach(
                                        ID, 1, new Entry(SOMEWHERE, SIZE), new Entry(-1, -1)),
                                OK)
                        .after(ResourceAttacks::create),
                new Attack(
                        "attach, as many entries as allowed are taken, one more is refused",
                        ResourceAttacks::attachAsMuchAsAllowed),
                new Attack(
                        "attach, no entries are backing of nothing",
                        ResourceAttacks::attachNothing),
                new Attack(
                        "attach and detach, an unknown resource is named",
                        ResourceAttacks::attachToNoResource),
                new Attack(
                        "attach, entries of length 0 are nothing, also where there is no RAM",
                        ResourceAttacks::attachEmptyEntries),
                new Attack(
                        "attach, backing that is the ring itself is served",
                        ResourceAttacks::attachTheRing));
    }

    private static void attachAsMuchAsAllowed(HostileGuest guest) {
        create(guest);
        Entry[] most = Collections.nCopies(16384, new Entry(SOMEWHERE, 4096)).toArray(Entry[]::new);
        Entry[] tooMany = Arrays.copyOf(most, 16385);
        tooMany[16384] = most[0];
        guest.assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, attach(tooMany));
        guest.assertAnswer(OK, attach(most));
    }

    private static void attachNothing(HostileGuest guest) {
        create(guest);
        guest.assertAnswer(OK, attach());
        guest.assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, Commands.transfer(ID, 0, 0, 1, 1, 0));
        guest.assertAnswer(OK, Commands.setScanout(0, ID, 0, 0, 64, 64));
        guest.assertAnswer(OK, Commands.detach(ID));
    }

    private static void attachToNoResource(HostileGuest guest) {
        Entry good = new Entry(SOMEWHERE, SIZE);
        int unknown = VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
        guest.assertAnswer(unknown, attach(good));
        guest.assertAnswer(unknown, Commands.attach(0, 1, good));
        guest.assertAnswer(unknown, Commands.detach(ID));
    }

    private static void attachEmptyEntries(HostileGuest guest) {
        create(guest);
        guest.assertAnswer(
                OK, attach(new Entry(-1, 0), new Entry(SOMEWHERE, SIZE), new Entry(RAM, 0)));
        guest.assertAnswer(OK, Commands.transfer(ID, 0, 0, 64, 64, 0));
    }

    private static void attachTheRing(HostileGuest guest) {
        create(guest);
        long ring = guest.vmm().queue(Vmm.CONTROL_QUEUE).descriptorsAddress();
        guest.assertAnswer(OK, attach(new Entry(ring, SIZE)));
        guest.assertAnswer(OK, Commands.setScanout(0, ID, 0, 0, 64, 64));
        guest.assertAnswer(OK, Commands.flush(ID, 0, 0, 64, 64));
    }

    private static Stream<Attack> oddButValid() {
        return Stream.of(
                Attack.answered(
                        "unaligned", Commands.attach(ID, 1, new Entry(SOMEWHERE + 1, SIZE)), OK),
                Attack.answered(
                        "pieces of odd length",
                        Commands.attach(
                                ID,
                                3,
                                new Entry(SOMEWHERE, 4095),
                                new Entry(SOMEWHERE + PAGE, 1),
                                new Entry(0x1ff, SIZE)),
                        OK),
                Attack.answered(
                        "overlapping",
                        Commands.attach(
                                ID,
                                3,
                                new Entry(SOMEWHERE, 8192),
                                new Entry(SOMEWHERE + PAGE, 8192),
                                new Entry(SOMEWHERE, 4096)),
                        OK),
                Attack.answered(
                        "last bytes of ram",
                        Commands.attach(ID, 1, new Entry(RAM - SIZE, SIZE)),
                        OK),
                Attack.answered(
                        "first bytes of ram", Commands.attach(ID, 1, new Entry(0, SIZE)), OK),
                Attack.answered(
                        "more than the image",
                        Commands.attach(ID, 1, new Entry(SOMEWHERE, 1 << 20)),
                        OK));
    }

    private static void assertShown(HostileGuest guest) {
        guest.assertAnswer(OK, Commands.setScanout(0, ID, 0, 0, 64, 64));
        guest.assertAnswer(OK, Commands.transfer(ID, 0, 0, 64, 64, 0));
        guest.assertAnswer(OK, Commands.flush(ID, 0, 0, 64, 64));
        guest.assertAnswer(OK, Commands.unref(ID));
    }

    /// The hole from 0xa0000 to 0xc0000 of a machine with a VGA, whose RAM comes in two regions of
    /// one file, which does have bytes there.
    public static Stream<Attack> atTheHole() {
        return holes().map(attack -> attack.after(ResourceAttacks::create).called("attach"));
    }

    private static Stream<Attack> holes() {
        return Stream.of(
                Attack.answered(
                        "up to the hole", Commands.attach(ID, 1, new Entry(0x9c000, 0x4000)), OK),
                Attack.answered(
                        "one byte into the hole",
                        Commands.attach(ID, 1, new Entry(0x9c001, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "over the hole",
                        Commands.attach(ID, 1, new Entry(0x9f000, 0x22000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "start of the hole",
                        Commands.attach(ID, 1, new Entry(0xa0000, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "in the hole",
                        Commands.attach(ID, 1, new Entry(0xb8000, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "out of the hole",
                        Commands.attach(ID, 1, new Entry(0xbffff, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "behind the hole", Commands.attach(ID, 1, new Entry(0xc0000, 0x4000)), OK));
    }
}
