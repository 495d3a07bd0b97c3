// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.Budget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a device is made with.
///
/// @param guestCid the guest's address: 3 or more, and less than 2^32 - 1
/// @param udsPath the Unix socket that programs of the host connect to; those that answer at a port
///   listen at this path followed by `_PORT`
/// @param services what answers in this process, by port, before any Unix socket
/// @param maxConnections the most at a time
/// @param memory what connections may have to keep is charged here, [#MEMORY_PER_CONNECTION] each
public record VsockOptions(
        long guestCid,
        Optional<Path> udsPath,
        Map<Integer, PortService> services,
        int maxConnections,
        Budget memory) {
    /// The addresses below stand for the hypervisor, the loopback and the host.
    public static final long MIN_CID = 3;

    /// The last one means "any".
    public static final long MAX_CID = (1L << 32) - 2;

    public static final int MEMORY_PER_CONNECTION = Credit.BUF_ALLOC;

    public static final int DEFAULT_MAX_CONNECTIONS = 1024;

    /// As long as a Unix socket's path can be (man 7 unix), less `_4294967295`.
    private static final int MAX_PATH = 107 - 11;

    public VsockOptions {
        udsPath.ifPresent(VsockOptions::checkLength);
        services = Map.copyOf(services);
        if (guestCid < MIN_CID || guestCid > MAX_CID) {
            throw new IllegalArgumentException(
                    "a guest's CID is %d to %d, not %d".formatted(MIN_CID, MAX_CID, guestCid));
        }
    }

    private static void checkLength(Path path) {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw new IllegalArgumentException(
                    "%s is too long for a socket with a port behind it: %d bytes, of %d"
                            .formatted(path, length, MAX_PATH));
        }
    }

    /// With the usual limits.
    public static VsockOptions of(long guestCid, Path udsPath) {
        return new VsockOptions(
                guestCid,
                Optional.of(udsPath),
                Map.of(),
                DEFAULT_MAX_CONNECTIONS,
                new Budget((long) DEFAULT_MAX_CONNECTIONS * MEMORY_PER_CONNECTION));
    }
}
