// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.Budget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

    private static final Pattern PORT = Pattern.compile("[0-9]{1,10}");

    public VsockOptions {
        udsPath.ifPresent(VsockOptions::checkLength);
        services = Map.copyOf(services);
        if (guestCid < MIN_CID || guestCid > MAX_CID) {
            throw new IllegalArgumentException(
                    "a guest's CID is %d to %d, not %d".formatted(MIN_CID, MAX_CID, guestCid));
        }
    }

    private static void checkLength(Path path) {
        if (!fits(path)) {
            throw new IllegalArgumentException(
                    "%s is too long for a socket with a port behind it: %d bytes, of %d; choose a shorter one"
                            .formatted(path, length(path), MAX_PATH));
        }
    }

    /// Whether a path is short enough for a socket with a port behind it.
    public static boolean fits(Path path) {
        return length(path) <= MAX_PATH;
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /// Whether somebody comes to this socket who connects to the guest, or the guest that connects
    /// to a port.
    public boolean isReached(Path socket) {
        if (udsPath.isEmpty() || !folder(socket).equals(folder(udsPath.get()))) {
            return false;
        }
        String name = String.valueOf(socket.getFileName());
        String own = String.valueOf(udsPath.get().getFileName());
        return name.equals(own)
                || (name.startsWith(own + "_")
                        && PORT.matcher(name.substring(own.length() + 1)).matches());
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // It will be missed when the socket is made.
            return folder;
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
