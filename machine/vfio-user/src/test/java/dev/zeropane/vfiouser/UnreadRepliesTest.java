// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.testkit.vfiouser.Payload;
import dev.zeropane.testkit.vfiouser.Reply;
import dev.zeropane.testkit.vfiouser.VfioUserException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that do not read what they are answered.
final class UnreadRepliesTest extends ServedTest {
    /// More than the socket and the server hold together, and the requests on their way.
    private static final int TOO_MANY = 5000;

    private static final String FAULT = "the client does not read its replies";

    /// Small replies, large ones, and such with descriptors.
    @ParameterizedTest
    @ValueSource(ints = {GET_INFO, REGION_READ, GET_REGION_INFO})
    void clientThatNeverReads_isTurnedOut(int command) {
        byte[] payload =
                switch (command) {
                    case REGION_READ -> access(TestDevice.MEMORY, 0, 4096);
                    case GET_REGION_INFO -> regionRequest(32, TestDevice.MEMORY);
                    default -> Payload.of(16, 0, 0, 0).build();
                };
        assertThrows(
                VfioUserException.Closed.class,
                () -> {
                    for (int i = 0; i < TOO_MANY; i++) {
                        client.send(command, payload);
                    }
                });
        assertEquals(FAULT, served.awaitFault());
    }

    /// More than the socket holds (some 50 of these), less than the server bears.
    @Test
    void clientThatReadsLate_getsAllInTheirOrder() {
        byte[] data = new byte[4096];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 11);
        }
        client.write(TestDevice.MEMORY, 0, data);
        int replies = 250;
        int first = 0;
        for (int i = 0; i < replies; i++) {
            int id = client.send(REGION_READ, access(TestDevice.MEMORY, 0, 4096));
            first = i == 0 ? id : first;
        }
        int withFile = client.send(GET_REGION_INFO, regionRequest(32, TestDevice.MEMORY));
        served.settle();
        for (int i = 0; i < replies; i++) {
            try (Reply reply = client.socket().receive()) {
                assertEquals((first + i) & 0xffff, reply.id());
                assertArrayEquals(data, Arrays.copyOfRange(reply.payload(), 16, 16 + 4096));
            }
        }
        try (Reply reply = client.socket().receive()) {
            assertEquals(withFile, reply.id());
            assertEquals(1, reply.fds().size());
        }
        assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
    }
}
