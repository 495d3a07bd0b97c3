// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// H1: RESOURCE_CREATE_2D of every size, format and id that is none.
final class H01CreateTest extends GuestAttack {
    private static final int ID = 7;
    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    static Stream<Attack> creates() {
        return Stream.of(
                new Attack(
                        "width 0",
                        Commands.create(ID, X8, 0, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "height 0",
                        Commands.create(ID, X8, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "both 0",
                        Commands.create(ID, X8, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack("one pixel", Commands.create(ID, X8, 1, 1), VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "largest",
                        Commands.create(ID, X8, 16384, 16384),
                        VIRTIO_GPU_RESP_OK_NODATA),
                new Attack(
                        "stride over 2 pow 31",
                        Commands.create(ID, X8, 0x2000_0001, 1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "stride over 2 pow 32",
                        Commands.create(ID, X8, 0x4000_0001, 1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "size over 2 pow 32",
                        Commands.create(ID, X8, 65536, 16385),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "size wraps to 0 in 32 bits",
                        Commands.create(ID, X8, 32768, 32768),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "size wraps to small in 32 bits",
                        Commands.create(ID, X8, 65537, 16384),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "size over 2 pow 64",
                        Commands.create(ID, X8, -1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "size wraps to 0 in 64 bits",
                        Commands.create(ID, X8, 1 << 31, 1 << 31),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "sides 65535",
                        Commands.create(ID, X8, 65535, 65535),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "height of all bits",
                        Commands.create(ID, X8, 1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "format 0",
                        Commands.create(ID, 0, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "format 5",
                        Commands.create(ID, 5, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "format of all bits",
                        Commands.create(ID, -1, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "id 0",
                        Commands.create(0, X8, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID),
                new Attack(
                        "id of all bits",
                        Commands.create(-1, X8, 64, 64),
                        VIRTIO_GPU_RESP_OK_NODATA));
    }

    @ParameterizedTest
    @MethodSource("creates")
    void create(Attack attack) {
        assertAnswer(attack.answer(), attack.request());
    }

    @Test
    void create_idInUse_isRefused_andItsOwnerKeepsIt() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(ID, X8, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.create(ID, X8, 1024, 1024));
        // Still 64 wide.
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, Commands.flush(ID, 0, 0, 65, 64));
    }
}
