// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H3: RESOURCE_ATTACH_BACKING with wrong counts and addresses; the hole of a PC is in
/// [H03AttachHoleTest].
final class H03AttachTest extends GuestAttack {
    private static final int ID = 7;
    private static final long RAM = 64 << 20;
    private static final long PAGE = 4096;
    private static final long SOMEWHERE = 0x100000;
    private static final int SIZE = 16384; // of 64x64 pixels

    private void create() {
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.create(ID, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64));
    }

    /// Good backing can be attached, so none was; and a second one cannot.
    private void assertNothingAttached() {
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.detach(ID));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, 1, new Entry(SOMEWHERE, SIZE)));
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.attach(ID, 1, new Entry(SOMEWHERE, SIZE)));
    }

    static Stream<Attack> outsideRam() {
        return Stream.of(
                new Attack(
                        "not ram",
                        Commands.attach(ID, 1, new Entry(0x7000_0000_0000L, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "rom of a pc above ram",
                        Commands.attach(ID, 1, new Entry(0xfffc_0000L, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "address of all bits",
                        Commands.attach(ID, 1, new Entry(-1, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "wraps",
                        Commands.attach(ID, 1, new Entry(-PAGE, 2 * 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "wraps signed",
                        Commands.attach(ID, 1, new Entry(Long.MAX_VALUE - 10, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "ends beyond ram",
                        Commands.attach(ID, 1, new Entry(RAM - PAGE, 2 * 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "one byte beyond ram",
                        Commands.attach(ID, 1, new Entry(RAM - SIZE + 1, SIZE)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "begins at end of ram",
                        Commands.attach(ID, 1, new Entry(RAM, 1)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "length of all bits",
                        Commands.attach(ID, 1, new Entry(SOMEWHERE, -1)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "second of two",
                        Commands.attach(ID, 2, new Entry(SOMEWHERE, SIZE), new Entry(RAM, 4096)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    @ParameterizedTest
    @MethodSource("outsideRam")
    void entryOutsideRam_isRefused(Attack attack) {
        create();
        assertAnswer(attack.answer(), attack.request());
        assertNothingAttached();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16384, 16385, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0x1000_0001})
    void moreEntriesClaimedThanSent_isRefused(int claimed) {
        create();
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_UNSPEC,
                Commands.attach(ID, claimed, new Entry(SOMEWHERE, SIZE)));
        assertNothingAttached();
    }

    @Test
    void moreEntriesSentThanClaimed_areNotRead() {
        create();
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.attach(ID, 1, new Entry(SOMEWHERE, SIZE), new Entry(-1, -1)));
    }

    @Test
    void asManyEntriesAsAllowed_areTaken_oneMoreIsRefused() {
        create();
        Entry[] most = Collections.nCopies(16384, new Entry(SOMEWHERE, 4096)).toArray(Entry[]::new);
        Entry[] tooMany = Arrays.copyOf(most, 16385);
        tooMany[16384] = most[0];
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.attach(ID, tooMany.length, tooMany));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, most.length, most));
    }

    @Test
    void noEntries_isBackingOfNothing() {
        create();
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, 0));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, Commands.transfer(ID, 0, 0, 1, 1, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
    }

    @Test
    void unknownResource_isNamed() {
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                Commands.attach(ID, 1, new Entry(SOMEWHERE, SIZE)));
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                Commands.attach(0, 1, new Entry(SOMEWHERE, SIZE)));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.detach(ID));
    }

    @Test
    void entriesOfLengthZero_areNothing_alsoWhereThereIsNoRam() {
        create();
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.attach(
                        ID, 3, new Entry(-1, 0), new Entry(SOMEWHERE, SIZE), new Entry(RAM, 0)));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(ID, 0, 0, 64, 64, 0));
    }

    static Stream<Attack> oddButValid() {
        return Stream.of(
                new Attack(
                        "unaligned",
                        Commands.attach(ID, 1, new Entry(SOMEWHERE + 1, SIZE)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "pieces of odd length",
                        Commands.attach(
                                ID,
                                3,
                                new Entry(SOMEWHERE, 4095),
                                new Entry(SOMEWHERE + PAGE, 1),
                                new Entry(0x1ff, SIZE)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "overlapping",
                        Commands.attach(
                                ID,
                                3,
                                new Entry(SOMEWHERE, 8192),
                                new Entry(SOMEWHERE + PAGE, 8192),
                                new Entry(SOMEWHERE, 4096)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "last bytes of ram",
                        Commands.attach(ID, 1, new Entry(RAM - SIZE, SIZE)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "first bytes of ram",
                        Commands.attach(ID, 1, new Entry(0, SIZE)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "more than the image",
                        Commands.attach(ID, 1, new Entry(SOMEWHERE, 1 << 20)),
                        VIRTIO_GPU_RESP_OK_NODATA));
    }

    @ParameterizedTest
    @MethodSource("oddButValid")
    void oddButValidBacking_isServed(Attack backing) {
        create();
        assertAnswer(backing.answer(), backing.request());
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(ID, 0, 0, 64, 64, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
    }

    @Test
    void backingThatIsTheRingItself_isServed() {
        create();
        long ring = vmm().queue(Vmm.CONTROL_QUEUE).descriptorsAddress();
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, 1, new Entry(ring, SIZE)));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 64));
    }
}
