// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.json.Json;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import dev.zeropane.testkit.vfiouser.RegionInfo;
import dev.zeropane.testkit.vfiouser.Reply;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `VFIO_USER_VERSION`.
final class VersionTest extends ServedTest {
    /// A client that has said nothing yet.
    @BeforeEach
    void beginAnew() {
        client.close();
        assertTrue(served.awaitDisconnected().isEmpty());
        client = VfioUserClient.connect(served.path);
    }

    private void assertRefused(byte[] payload, String reason) {
        assertEquals(Errno.EINVAL, client.errorOf(VERSION, payload));
        client.socket().awaitClosed();
        String fault = served.awaitFault();
        assertTrue(fault.contains(reason), fault);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {DMA_MAP, GET_INFO, GET_REGION_INFO, REGION_READ, REGION_WRITE, RESET, 0, 999})
    void commandBeforeVersion_endsTheConnection(int command) {
        client.send(command, new byte[32]);
        client.socket().awaitClosed();
        assertTrue(served.awaitFault().contains("began with command " + command));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shortVersion_isRefused(int length) {
        assertRefused(new byte[length], "version has " + length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0x7fff, 0xffff})
    void otherMajor_isRefused(int major) {
        assertRefused(version(major, 7, CAPABILITIES), "vfio-user %d.7".formatted(major));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"capabilities\":{}}", "\0\0", "{}\0\0", "{}\0{}\0", "{\0}\0"})
    void textNotEndedByItsOnlyNul_isRefused(String text) {
        assertRefused(version(0, 0, text), "NUL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                " \0",
                "[]\0",
                "3\0",
                "null\0",
                "{\0",
                "{}}\0",
                "{\"capabilities\"}\0",
                "{\"capabilities\":}\0",
                "{\"capabilities\":{\"max_msg_fds\":99999999999999999999}}\0",
                "{\"a\":\"\\u12\0",
                "{\"a\":\"\\ud800\\u00zz\"}\0",
                "{'capabilities':{}}\0",
                "\u00ef\u00bb\u00bf{}\0"
            })
    void garbage_isRefused(String text) {
        assertRefused(version(0, 0, text), "no JSON");
    }

    @Test
    void textThatIsNoUtf8_isRefused() {
        assertRefused(
                Payload.of(0).bytes(new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0x80, 0}).build(),
                "no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"capabilities\":"})
    void deepNesting_isRefused(String opening) {
        String deep = opening.repeat(4000 / opening.length());
        assertRefused(version(0, 0, "{\"x\":" + deep + "\0"), "less nesting");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"capabilities\":3}\0",
                "{\"capabilities\":[]}\0",
                "{\"capabilities\":\"\"}\0",
                "{\"capabilities\":{\"max_msg_fds\":-1}}\0",
                "{\"capabilities\":{\"max_msg_fds\":1.5}}\0",
                "{\"capabilities\":{\"max_msg_fds\":\"16\"}}\0",
                "{\"capabilities\":{\"max_msg_fds\":{}}}\0"
            })
    void capabilitiesOfOtherTypes_areRefused(String text) {
        assertRefused(version(0, 0, text), "not of their types");
    }

    @Test
    void textLongerThanAnyMessage_endsTheConnection() {
        client.send(VERSION, version(0, 0, "{\"x\":\"" + "y".repeat(5000) + "\"}\0"));
        client.socket().awaitClosed();
        assertTrue(served.awaitFault().contains("announces a message of"));
    }

    @Test
    void versionWithADescriptor_isRefused() {
        try (Fd fd = Memfd.create("useless", 1)) {
            byte[] version = version(0, 0, CAPABILITIES);
            assertEquals(Errno.EINVAL, client.errorOf(VERSION, version, fd));
            assertEquals(1, open("useless"));
        }
        client.negotiate().close();
    }

    @Test
    void secondVersion_isRefused_andTheFirstHolds() {
        client.negotiate().close();
        assertEquals(Errno.EINVAL, client.errorOf(VERSION, version(0, 0, CAPABILITIES)));
        assertEquals(Errno.EINVAL, client.errorOf(VERSION, version(9, 0, "garbage")));
        assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
    }

    @Test
    void qemusVersion_isAnsweredInTheRoomItHas() {
        byte[] request = version(0, 0, CAPABILITIES);
        try (Reply reply = client.request(VERSION, request)) {
            assertEquals(0, reply.u16(0));
            assertEquals(0, reply.u16(2));
            assertTrue(reply.payload().length <= request.length, "QEMU has no more room");
            int end = reply.payload().length - 1;
            assertEquals(0, reply.payload()[end]);
            String text = new String(reply.payload(), 4, end - 4, StandardCharsets.UTF_8);
            assertEquals(
                    Map.of("capabilities", Map.of("max_data_xfer_size", 4096L)),
                    Json.readObject(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}\0",
                " {\"capabilities\" : { } }\n\0",
                "{\"capabilities\":{\"max_msg_fds\":1,\"twin_socket\":{\"supported\":true}}}\0",
                "{\"capabilities\":null,\"whatever\":[{}]}\0"
            })
    void clientThatAsksForLess_isServed(String text) {
        client.request(VERSION, version(0, 0xffff, text)).close();
        try (RegionInfo info = client.regionInfo(TestDevice.MEMORY)) {
            assertTrue(info.fd().isPresent());
        }
    }

    @Test
    void clientThatTakesNoDescriptors_isOfferedNoMemory() {
        client.request(VERSION, version(0, 0, "{\"capabilities\":{\"max_msg_fds\":0}}\0")).close();
        for (int region : new int[] {TestDevice.MEMORY, TestDevice.PARTS}) {
            try (RegionInfo info = client.regionInfo(region)) {
                assertEquals(3, info.flags());
                assertFalse(info.fd().isPresent());
            }
        }
        client.writeNumber(TestDevice.MEMORY, 8, 4, 0x12345678);
        assertEquals(0x12345678, client.readNumber(TestDevice.MEMORY, 8, 4));
    }
}
