// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import dev.zeropane.testkit.vfiouser.RegionInfo;
import dev.zeropane.testkit.vfiouser.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `VFIO_USER_DEVICE_GET_REGION_INFO`.
final class GetRegionInfoTest extends ServedTest {
    @Test
    void wrongLength_isRefused() {
        wrongLengths(regionRequest(32, 0))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(GET_REGION_INFO, bad)));
    }

    @Test
    void roomForLessThanTheFixedPart_isRefused() {
        for (int room : new int[] {0, 1, 31}) {
            assertEquals(Errno.EINVAL, client.errorOf(GET_REGION_INFO, regionRequest(room, 0)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void unknownIndex_isRefused(int index) {
        assertEquals(Errno.EINVAL, client.errorOf(GET_REGION_INFO, regionRequest(32, index)));
    }

    @Test
    void descriptor_isRefused_andClosed() {
        try (Fd fd = Memfd.create("useless", 1)) {
            assertEquals(Errno.EINVAL, client.errorOf(GET_REGION_INFO, regionRequest(32, 0), fd));
            assertEquals(1, open("useless"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6})
    void regionThatIsNotThere_isEmpty(int index) {
        byte[] expected = Payload.of(32, 0, index, 0).u64(0).u64(0).build();
        assertArrayEquals(
                expected, client.request(GET_REGION_INFO, regionRequest(32, index)).payload());
    }

    @Test
    void registersAndConfiguration_areNotMappable() {
        byte[] registers = Payload.of(32, 3, 2, 0).u64(TestDevice.REGISTERS_SIZE).u64(0).build();
        assertArrayEquals(
                registers, client.request(GET_REGION_INFO, regionRequest(32, 2)).payload());
        byte[] config = Payload.of(32, 3, 7, 0).u64(256).u64(0).build();
        assertArrayEquals(
                config, client.request(GET_REGION_INFO, regionRequest(4096, 7)).payload());
    }

    @Test
    void wholeMemory_comesWithItsFileAtOnce() {
        byte[] expected = Payload.of(32, 7, 0, 0).u64(TestDevice.MEMORY_SIZE).u64(0).build();
        try (Reply reply = client.request(GET_REGION_INFO, regionRequest(32, 0))) {
            assertArrayEquals(expected, reply.payload());
            assertEquals(1, reply.fds().size());
        }
    }

    @Test
    void wholeMemory_isTheDevices() {
        try (RegionInfo info = client.regionInfo(TestDevice.MEMORY);
                Mapping mapping = info.map(0)) {
            assertEquals(TestDevice.MEMORY_SIZE, mapping.segment().byteSize());
            mapping.segment().set(JAVA_INT, 12, 0x12345678);
            assertEquals(0x12345678, served.device().memory().get(JAVA_INT, 12));
            assertEquals(0x12345678, client.readNumber(TestDevice.MEMORY, 12, 4));
            client.writeNumber(TestDevice.MEMORY, 16, 4, 0x9abcdef);
            assertEquals(0x9abcdef, mapping.segment().get(JAVA_INT, 16));
        }
    }

    /// The parts, in 48 bytes more, and their file only once there is room for all of it.
    @ParameterizedTest
    @ValueSource(ints = {32, 33, 64, 79})
    void memoryInParts_withLittleRoom_saysHowMuchItTakes(int room) {
        byte[] expected = Payload.of(80, 15, 4, 32).u64(TestDevice.PARTS_SIZE).u64(0).build();
        try (Reply reply = client.request(GET_REGION_INFO, regionRequest(room, 4))) {
            assertArrayEquals(expected, reply.payload());
            assertTrue(reply.fds().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 81, 4096, Integer.MAX_VALUE, -1})
    void memoryInParts_withRoom_comesWithItsFile(int room) {
        byte[] expected =
                Payload.of(80, 15, 4, 32)
                        .u64(TestDevice.PARTS_SIZE)
                        .u64(0)
                        .u16(1)
                        .u16(1)
                        .u32(0)
                        .u32(2)
                        .u32(0)
                        .u64(0)
                        .u64(TestDevice.PAGE)
                        .u64(4L * TestDevice.PAGE)
                        .u64(2L * TestDevice.PAGE)
                        .build();
        try (Reply reply = client.request(GET_REGION_INFO, regionRequest(room, 4))) {
            assertArrayEquals(expected, reply.payload());
            assertEquals(1, reply.fds().size());
        }
    }

    @Test
    void memoryInParts_isTheDevices() {
        try (RegionInfo info = client.regionInfo(TestDevice.PARTS);
                Mapping second = info.map(1)) {
            assertEquals(2L * TestDevice.PAGE, second.segment().byteSize());
            second.segment().set(JAVA_INT, 0, 0x5555aaaa);
            assertEquals(0x5555aaaa, client.readNumber(TestDevice.PARTS, 4L * TestDevice.PAGE, 4));
        }
    }

    @Test
    void memory_staysWithAClientThatIsTurnedOut_andIsNotTheNextOnes() {
        try (RegionInfo info = client.regionInfo(TestDevice.MEMORY);
                Mapping mapping = info.map(0)) {
            mapping.segment().set(JAVA_INT, 0, 1);
            client.close();
            assertTrue(served.awaitDisconnected().isEmpty());
            client = served.client();
            assertEquals(0, client.readNumber(TestDevice.MEMORY, 0, 4));
            client.writeNumber(TestDevice.MEMORY, 0, 4, 2);
            assertEquals(1, mapping.segment().get(JAVA_INT, 0));
        }
    }
}
