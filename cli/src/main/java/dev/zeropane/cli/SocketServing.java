// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.control.ControlServer;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.DisplayService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What the commands that serve a graphics card do: at a path, or at a socket they inherited.
final class SocketServing {
    private static final System.Logger LOG = System.getLogger(SocketServing.class.getName());

    private SocketServing() {}

    /// Listens at a path, or at the socket that systemd handed over, starts the service, and serves
    /// until that ends, or a signal ends it.
    ///
    /// @param path nothing for systemd's
    /// @param start gets the socket, and owns it unless it throws
    /// @param command to say what is missing, if it was started without either
    /// @return the exit code
    static int listen(
            Optional<Path> path,
            Function<UnixServerSocket, DisplayService> start,
            CommandLine command)
            throws InterruptedException {
        if (path.isPresent()) {
            return serve(listen(path.get()), path, start);
        }
        ServiceManager.Activation handedOver =
                ServiceManager.ofThisProcess()
                        .activation()
                        .orElseThrow(() ->
                                new ParameterException(
                                        command,
                                        "Missing option: --socket-path=PATH (only systemd can leave"
                                                + " it out, by handing over a socket)"));
        return serve(handedOver.socket(), handedOver.name().map(Path::of), start);
    }

    private static int serve(
            UnixServerSocket socket,
            Optional<Path> path,
            Function<UnixServerSocket, DisplayService> start)
            throws InterruptedException {
        DisplayService service;
        try {
            service = start.apply(socket);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        return serve(service, path);
    }

    /// Serves until the service ends, or a signal ends it.
    ///
    /// @param path where it listens, if it does, or what that socket is called
    /// @return the exit code
    static int serve(DisplayService service, Optional<Path> path) throws InterruptedException {
        ControlServer control = ControlServer.start(service.control(), path);
        // To be told to end is a service's normal end, as service managers see it.
        try (OnExit _ =
                new OnExit(() -> close(control, service), Duration.ZERO, () -> OptionalInt.of(0))) {
            ServiceManager.ofThisProcess().ready();
            path.ifPresent(p -> LOG.log(System.Logger.Level.INFO, "waiting for a VMM at " + p));
            return service.awaitEnd().isPresent() ? 1 : 0;
        }
    }

    private static void close(ControlServer control, DisplayService service) {
        try (service) {
            control.close();
        }
    }

    private static UnixServerSocket listen(Path path) {
        try {
            return UnixServerSocket.listen(path);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EADDRINUSE) {
                throw new CommandFailedException(
                        e.getMessage()
                                + ": another process listens there, or the file is no socket;"
                                + " choose another path");
            }
            throw e;
        }
    }
}
