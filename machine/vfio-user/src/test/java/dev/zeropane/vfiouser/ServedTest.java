// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a client says, and what it is answered. After every test the next client must be served,
/// and no descriptor be left (`LeakCheck`).
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class ServedTest {
    /// Values at which arithmetic of offsets and lengths goes wrong.
    static final List<Long> LIMITS =
            List.of(
                    0x7fL,
                    0x80L,
                    0xffffL,
                    (long) Integer.MAX_VALUE,
                    1L << 31,
                    0xffffffffL,
                    1L << 32,
                    Long.MAX_VALUE - 4095,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    -4096L,
                    -4L,
                    -1L);

    @TempDir Path directory;

    Served served;

    /// A client with which the version is negotiated.
    VfioUserClient client;

    @BeforeEach
    final void serve() {
        served = new Served(directory);
        client = served.client();
    }

    @AfterEach
    final void nextClientIsServed() {
        client.close();
        try {
            try (VfioUserClient next = served.client()) {
                assertEquals(0x1111_1234, next.readNumber(VfioUserClient.CONFIG, 0, 4));
            }
        } finally {
            served.close();
        }
        assertEquals(List.of(), served.failures);
        assertTrue(served.devices.stream().allMatch(TestDevice::isClosed), "a device was left");
    }

    /// Payloads of every length around the right one.
    static Stream<byte[]> wrongLengths(byte[] payload) {
        return Stream.of(
                        0,
                        1,
                        payload.length / 2,
                        payload.length - 4,
                        payload.length - 1,
                        payload.length + 1,
                        payload.length + 8,
                        4096)
                .filter(length -> length >= 0 && length != payload.length)
                .map(length -> Arrays.copyOf(payload, length));
    }

    /// How many descriptors of the files with that name this process has, ours and the server's.
    static long open(String name) {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> target(link).contains(name)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException closedSince) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
