// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.VmmOptions;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// H3: the hole from 0xa0000 to 0xc0000 of a machine with a VGA, whose RAM comes in two regions of
/// one file, which does have bytes there.
final class H03AttachHoleTest extends GuestAttack {
    private static final int ID = 7;

    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withTwoRegions(true);
    }

    static Stream<Attack> atTheHole() {
        return Stream.of(
                new Attack(
                        "up to the hole",
                        Commands.attach(ID, 1, new Entry(0x9c000, 0x4000)),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "one byte into the hole",
                        Commands.attach(ID, 1, new Entry(0x9c001, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "over the hole",
                        Commands.attach(ID, 1, new Entry(0x9f000, 0x22000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "start of the hole",
                        Commands.attach(ID, 1, new Entry(0xa0000, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "in the hole",
                        Commands.attach(ID, 1, new Entry(0xb8000, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "out of the hole",
                        Commands.attach(ID, 1, new Entry(0xbffff, 0x4000)),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "behind the hole",
                        Commands.attach(ID, 1, new Entry(0xc0000, 0x4000)),
                        VIRTIO_GPU_RESP_OK_NODATA));
    }

    @ParameterizedTest
    @MethodSource("atTheHole")
    void attach(Attack attack) {
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA,
                Commands.create(ID, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64));
        assertAnswer(attack.answer(), attack.request());
    }
}
