// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixDatagram;
import dev.zeropane.linux.UnixServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// systemd, if it started this process: the socket it hands over (man 3 sd_listen_fds), and that it
/// wants to know when we are ready (man 3 sd_notify).
final class ServiceManager {
    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());

    /// `SD_LISTEN_FDS_START`
    private static final int FIRST_FD = 3;

    /// Longer names of sockets than systemd allows are not its.
    private static final int MAX_NAME = 255;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int ATTEMPTS = 100;

    private final Map<String, String> environment;

    private ServiceManager(Map<String, String> environment) {
        this.environment = environment;
    }

    static ServiceManager ofThisProcess() {
        return new ServiceManager(System.getenv());
    }

    /// A socket that listens, and what the unit calls it.
    record Activation(UnixServerSocket socket, Optional<String> name) {}

    /// The socket that was handed over to this process, if one was. To be asked once.
    ///
    /// @throws CommandFailedException if there are several, or it is none that can be served
    Optional<Activation> activation() {
        String self = Long.toString(ProcessHandle.current().pid());
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (!self.equals(environment.get("LISTEN_PID")) || count.isEmpty() || count.equals("0")) {
            return Optional.empty();
        }
        if (!count.equals("1")) {
            throw new CommandFailedException(
                    "systemd handed over "
                            + count
                            + " sockets, but one process serves one: a .socket unit with one"
                            + " ListenStream= for each");
        }
        return Optional.of(adopt());
    }

    private Activation adopt() {
        Optional<String> name =
                Optional.ofNullable(environment.get("LISTEN_FDNAMES"))
                        .filter(n -> !n.isEmpty() && n.length() <= MAX_NAME);
        try {
            return new Activation(
                    UnixServerSocket.adopt(Fd.inherited(FIRST_FD), name.orElse("systemd's socket")),
                    name);
        } catch (LinuxException e) {
            throw new CommandFailedException(
                    "cannot serve the socket that systemd handed over: "
                            + e.getMessage()
                            + "; it has to be a Unix one: ListenStream=PATH, Accept=no");
        }
    }

    /// Says that VMMs can connect, if somebody wants to know.
    void ready() throws InterruptedException {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return;
        }
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (UnixDatagram.send(socket, "READY=1")) {
                    return;
                }
                Thread.sleep(PAUSE);
            }
            LOG.log(System.Logger.Level.WARNING, socket + " takes no READY=1: it is full");
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "systemd cannot be told that this service is ready: " + e.getMessage());
        }
    }
}
