// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static dev.zeropane.testkit.vfiouser.VfioUserSocket.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import dev.zeropane.testkit.vfiouser.Reply;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import dev.zeropane.testkit.vfiouser.VfioUserException;
import dev.zeropane.testkit.vfiouser.VfioUserSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Commands with random mistakes in a random order, and in the end garbage.
final class FuzzTest extends ServedTest {
    private static final int CLIENTS = 400;
    private static final int MOST_MESSAGES = 100;
    private static final int[] INTERESTING = {
        0, 1, 2, 4, 15, 16, 17, 31, 32, 0x7f, 0x80, 0xff, 0x1000, 0x1001, 0x7fffffff, 0x80000000, -1
    };

    private static final int[] COMMANDS = {
        VERSION,
        DMA_MAP,
        DMA_UNMAP,
        GET_INFO,
        GET_REGION_INFO,
        GET_IRQ_INFO,
        SET_IRQS,
        REGION_READ,
        REGION_WRITE,
        RESET,
        0,
        6,
        11,
        15,
        0xffff
    };

    private static final List<byte[]> PAYLOADS =
            List.of(
                    new byte[0],
                    version(0, 0, CAPABILITIES),
                    Payload.of(32, 3).u64(0).u64(0).u64(4096).build(),
                    Payload.of(24, 0).u64(0).u64(4096).build(),
                    Payload.of(16, 0, 1, 0).build(),
                    regionRequest(32, TestDevice.MEMORY),
                    regionRequest(80, TestDevice.PARTS),
                    Payload.of(20, 0x21, 0, 0, 0).build(),
                    access(CONFIG, 0, 256),
                    access(TestDevice.REGISTERS, 8, 4),
                    writeRequest(CONFIG, 4, new byte[] {2, 0}),
                    writeRequest(TestDevice.PARTS, 8, new byte[8]));

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private int id;

    @Test
    void anyCommand_isAnsweredOnce_andGarbageCostsNobodyButItsClient() {
        client.close();
        int failed = 0;
        int done = 0;
        try (Fd fd = Memfd.create("fuzz", 4096)) {
            for (int i = 0; i < CLIENTS; i++) {
                try (VfioUserClient one = served.client()) {
                    for (int left = random.nextInt(MOST_MESSAGES); left > 0; left--) {
                        if (isDone(one.socket(), fd)) {
                            done++;
                        } else {
                            failed++;
                        }
                    }
                    sendGarbage(one.socket(), fd);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
        assertTrue(
                done > CLIENTS && failed > CLIENTS,
                "%d done, %d failed: seed %d".formatted(done, failed, seed));
    }

    /// Sends something that is a message but for its payload.
    ///
    /// @return whether the server took it
    private boolean isDone(VfioUserSocket socket, Fd fd) {
        id++;
        int command = COMMANDS[random.nextInt(COMMANDS.length)];
        byte[] payload = PAYLOADS.get(random.nextInt(PAYLOADS.size())).clone();
        if (random.nextBoolean()) {
            payload = changed(payload);
        }
        Fd[] fds = new Fd[random.nextInt(4) > 0 ? 0 : random.nextInt(17)];
        Arrays.fill(fds, fd);
        boolean posted = random.nextInt(8) == 0;
        int flags = posted ? VfioUserSocket.NO_REPLY : 0;
        byte[] bytes = message(id, command, flags, payload);
        int cut = random.nextBoolean() ? bytes.length : 1 + random.nextInt(bytes.length - 1);
        socket.send(Arrays.copyOf(bytes, cut), fds);
        if (cut < bytes.length) {
            socket.send(Arrays.copyOfRange(bytes, cut, bytes.length));
        }
        if (posted) {
            return false;
        }
        try (Reply reply = socket.receive()) {
            assertEquals(id & 0xffff, reply.id());
            assertEquals(command, reply.command());
            if (reply.flags() == Reply.OK) {
                return true;
            }
            assertEquals(Reply.FAILED, reply.flags());
            assertEquals(0, reply.payload().length);
            return false;
        }
    }

    private byte[] changed(byte[] payload) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(payload, random.nextInt(payload.length + 9));
        }
        for (int i = random.nextInt(3); i >= 0 && payload.length > 0; i--) {
            int field = random.nextInt(payload.length) & -4;
            int value = INTERESTING[random.nextInt(INTERESTING.length)];
            for (int at = field; at < Math.min(field + 4, payload.length); at++) {
                payload[at] = (byte) (value >> (8 * (at - field)));
            }
        }
        return payload;
    }

    private void sendGarbage(VfioUserSocket socket, Fd fd) {
        byte[] garbage = new byte[1 + random.nextInt(64)];
        random.nextBytes(garbage);
        Fd[] fds = new Fd[random.nextInt(64)];
        Arrays.fill(fds, fd);
        try {
            socket.send(garbage, fds);
        } catch (VfioUserException.Closed e) {
            // Something before it, then.
        }
    }
}
