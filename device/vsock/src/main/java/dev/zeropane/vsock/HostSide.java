// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who answers at the host's ports: services of this process, else Unix sockets called `PATH_PORT`,
/// as Firecracker, cloud-hypervisor and rust-vmm's vhost-device-vsock have them.
final class HostSide {
    /// What came of an attempt to connect.
    sealed interface Outcome {
        record Connected(UnixSocket socket) implements Outcome {}

        /// The listener's queue is full: it may have room soon.
        record Busy() implements Outcome {}

        /// Nobody listens there.
        record Refused() implements Outcome {}
    }

    private final Map<Integer, PortService> services;
    private final Optional<Path> path;

    HostSide(Map<Integer, PortService> services, Optional<Path> path) {
        this.services = Map.copyOf(services);
        this.path = path;
    }

    Outcome connect(int port) {
        PortService service = services.get(port);
        try {
            if (service != null) {
                return new Outcome.Connected(connect(service, port));
            }
            return path.isEmpty()
                    ? new Outcome.Refused()
                    : new Outcome.Connected(UnixSocket.connect(socketOf(path.get(), port)));
        } catch (LinuxException e) {
            return e.errno() == Errno.EAGAIN ? new Outcome.Busy() : new Outcome.Refused();
        }
    }

    private static UnixSocket connect(PortService service, int port) {
        List<UnixSocket> pair = UnixSocket.pair("vsock port " + Integer.toUnsignedString(port));
        boolean done = false;
        try {
            service.connected(pair.get(1));
            done = true;
            return pair.get(0);
        } finally {
            if (!done) {
                pair.get(0).close();
            }
        }
    }

    /// Tells a program of the host that the guest has accepted.
    ///
    /// @param port that stands for the program
    /// @return false if it is gone, as there is room for so little in a socket that nobody used
    static boolean accept(UnixSocket program, int port) {
        String line = "OK %s\n".formatted(Integer.toUnsignedString(port));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(line, StandardCharsets.US_ASCII);
            long length = bytes.byteSize() - 1;
            return program.send(bytes.asSlice(0, length), List.of()) == length;
        } catch (LinuxException e) {
            return false;
        }
    }

    /// The Unix socket that stands for a port of the host.
    static Path socketOf(Path path, int port) {
        return path.resolveSibling(path.getFileName() + "_" + Integer.toUnsignedString(port));
    }
}
