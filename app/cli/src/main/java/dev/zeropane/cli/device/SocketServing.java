// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.cli.process.OnExit;
import dev.zeropane.control.ControlServer;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.DeviceService;
import dev.zeropane.service.DisplayService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What the commands that serve a device do: at a path, or at a socket they inherited.
public final class SocketServing {
    private static final System.Logger LOG = System.getLogger(SocketServing.class.getName());

    private SocketServing() {}

    /// Listens at a path, or at the socket that systemd handed over, starts the service, and serves
    /// until that ends, or a signal ends it.
    ///
    /// @param path nothing for systemd's
    /// @param start gets the socket, which is closed at the end in any case
    /// @param command to say what is missing, if it was started without either
    /// @return the exit code
    public static int listen(
            Optional<Path> path,
            Function<UnixServerSocket, ? extends DeviceService> start,
            CommandLine command)
            throws InterruptedException {
        return untilEnd(started -> {
            UnixServerSocket socket;
            Optional<Path> name;
            if (path.isPresent()) {
                socket = started.open(() -> listen(path.get()), UnixServerSocket::close);
                name = path;
            } else {
                ServiceManager.Activation handedOver = handedOver(command);
                socket = started.open(handedOver::socket, UnixServerSocket::close);
                name = handedOver.name().map(Path::of);
            }
            return serve(started, () -> start.apply(socket), name);
        });
    }

    /// Serves the VMM at the other end of a socket until that ends, or a signal ends it.
    ///
    /// @return the exit code
    static int serve(Supplier<? extends DeviceService> start) throws InterruptedException {
        return untilEnd(started -> serve(started, start, Optional.empty()));
    }

    private interface Work {
        int run(CloseStack started) throws InterruptedException;
    }

    /// From before a socket is made, which a signal would leave behind.
    private static int untilEnd(Work work) throws InterruptedException {
        CloseStack started = new CloseStack();
        // To be told to end is a service's normal end, as service managers see it.
        try (OnExit _ = new OnExit(started::close, Duration.ZERO, () -> OptionalInt.of(0))) {
            return work.run(started);
        }
    }

    private static ServiceManager.Activation handedOver(CommandLine command) {
        return ServiceManager.ofThisProcess()
                .activation()
                .orElseThrow(() ->
                        new ParameterException(
                                command,
                                "Missing option: --socket-path=PATH (only systemd can leave"
                                        + " it out, by handing over a socket)"));
    }

    /// @param path where it listens, if it does, or what that socket is called
    private static int serve(
            CloseStack started, Supplier<? extends DeviceService> start, Optional<Path> path)
            throws InterruptedException {
        // Not as the socket: a display may take its time to open, and leaves nothing behind.
        DeviceService service = start.get();
        started.add(service::close);
        if (service instanceof DisplayService card) {
            started.add(ControlServer.start(card.control(), path)::close);
        }
        ServiceManager.ofThisProcess().ready();
        path.ifPresent(p -> LOG.log(System.Logger.Level.INFO, "waiting for a VMM at " + p));
        return service.awaitEnd().isPresent() ? 1 : 0;
    }

    /// Listens at a path, or says what to do about it.
    static UnixServerSocket listen(Path path) {
        try {
            return UnixServerSocket.listen(path);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EADDRINUSE) {
                throw new CommandFailedException(
                        e.getMessage()
                                + ": another process listens there, or the file is no socket;"
                                + " choose another path");
            }
            if (e.errno() == Errno.ENOENT) {
                Path folder = path.toAbsolutePath().getParent();
                throw new CommandFailedException(
                        "cannot listen at "
                                + path
                                + ": ENOENT, there is no folder "
                                + folder
                                + "; make it (mkdir -p), or choose another path");
            }
            if (e.errno() == Errno.ENAMETOOLONG) {
                throw new CommandFailedException(
                        "cannot listen at "
                                + path
                                + ": ENAMETOOLONG, the path of a Unix socket has 107 bytes at most;"
                                + " choose a shorter one");
            }
            throw e;
        }
    }
}
