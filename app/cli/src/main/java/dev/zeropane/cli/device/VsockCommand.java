// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.option.EndpointMixin;
import dev.zeropane.cli.option.Version;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.service.VsockService;
import dev.zeropane.vsock.VsockOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    public static final String CAPABILITIES = "{\"type\": \"vsock\"}";

    @Spec private CommandSpec spec;

    @Mixin private EndpointMixin endpoint;

    @Option(
            names = "--guest-cid",
            paramLabel = "N",
            required = true,
            description = "the guest's address: 3 or more")
    private long guestCid;

    @Option(
            names = "--uds-path",
            paramLabel = "PATH",
            required = true,
            description =
                    "where programs of the host connect to the guest; beside it, at PATH_N, listens"
                            + " who answers the guest at port N")
    private Path udsPath;

    @Override
    public Integer call() throws InterruptedException {
        if (endpoint.printsCapabilities()) {
            spec.commandLine().getOut().println(CAPABILITIES);
            return 0;
        }
        VsockOptions options = options();
        if (endpoint.fd().isPresent()) {
            UnixSocket socket = UnixSocket.adopt(Fd.inherited(endpoint.fd().getAsInt()));
            return SocketServing.serve(
                    () -> open(programs -> VsockService.serve(socket, programs, options)));
        }
        return SocketServing.listen(
                endpoint.socketPath(),
                socket ->
                        open(programs ->
                                VsockService.listen(socket, programs, options, endpoint.vmms())),
                spec.commandLine());
    }

    private VsockOptions options() {
        VsockOptions options;
        try {
            options = VsockOptions.of(guestCid, udsPath);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        endpoint.socketPath()
                .filter(options::isReached)
                .ifPresent(path -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--socket-path %s: by the name of --uds-path programs, or the guest itself, would connect to the device as its VMM; choose another folder or name"
                                    .formatted(path));
                });
        return options;
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
