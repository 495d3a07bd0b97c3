// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.option.Version;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.service.ServedVmms;
import dev.zeropane.service.VsockService;
import dev.zeropane.vsock.VsockOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `zeropane vsock`: a vhost-user-vsock back-end, by QEMU's conventions for back-end programs.
@Command(
        name = "vsock",
        description = {
            "Serves a virtio-vsock to QEMU or another VMM over vhost-user: connections between"
                    + " programs of the guest and of the host.",
            "",
            "A program of the guest that connects to CID 2, port N, reaches the Unix socket PATH_N. A"
                    + " program of the host connects to PATH, writes CONNECT N, reads OK, and is"
                    + " connected to port N of the guest."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class VsockCommand implements Callable<Integer> {
    /// By the schema in QEMU's docs/interop/vhost-user.json, which knows no features of vsock.
    private static final String CAPABILITIES = "{\"type\": \"vsock\"}";

    @Spec private CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private Endpoint endpoint = new Endpoint();

    private static final class Endpoint {
        @Option(
                names = "--socket-path",
                paramLabel = "PATH",
                description = "listen here, for one VMM after another")
        private Path socketPath;

        @Option(
                names = "--fd",
                paramLabel = "N",
                description = "serve the VMM at the other end of this inherited socket, then exit")
        private Integer fd;

        @Option(
                names = "--print-capabilities",
                description = "print what this back-end can do, as JSON, and exit")
        private boolean printCapabilities;
    }

    @Option(
            names = "--guest-cid",
            paramLabel = "N",
            description = "the guest's address: 3 or more; to be given")
    private Long guestCid;

    @Option(
            names = "--uds-path",
            paramLabel = "PATH",
            description =
                    "where programs of the host connect to the guest; beside it, at PATH_N, listens"
                            + " who answers the guest at port N; to be given")
    private Path udsPath;

    @Option(names = "--once", description = "exit when the first VMM is gone")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        if (endpoint.printCapabilities) {
            spec.commandLine().getOut().println(CAPABILITIES);
            return 0;
        }
        VsockOptions options = options();
        if (endpoint.fd != null) {
            UnixSocket socket = UnixSocket.adopt(Fd.inherited(endpoint.fd));
            return SocketServing.serve(
                    () -> open(programs -> VsockService.serve(socket, programs, options)));
        }
        return SocketServing.listen(
                Optional.ofNullable(endpoint.socketPath),
                socket -> open(programs -> VsockService.listen(socket, programs, options, vmms())),
                spec.commandLine());
    }

    private ServedVmms vmms() {
        return once ? ServedVmms.first() : ServedVmms.oneAfterAnother();
    }

    private VsockOptions options() {
        if (guestCid == null || udsPath == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing option: " + (guestCid == null ? "--guest-cid=N" : "--uds-path=PATH"));
        }
        try {
            return VsockOptions.of(guestCid, udsPath);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private VsockService open(Function<UnixServerSocket, VsockService> start) {
        UnixServerSocket programs = SocketServing.listen(udsPath);
        try {
            return start.apply(programs);
        } catch (RuntimeException e) {
            programs.close();
            throw e;
        }
    }
}
