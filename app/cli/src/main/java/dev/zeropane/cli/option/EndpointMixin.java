// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.service.ServedVmms;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Where a device meets its VMM, by QEMU's conventions for back-end programs.
public final class EndpointMixin {
    /// What is asked for by it alone, whatever other arguments there are.
    public static final String PRINT_CAPABILITIES = "--print-capabilities";

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private Endpoint endpoint = new Endpoint();

    private static final class Endpoint {
        @Option(
                names = "--socket-path",
                paramLabel = "PATH",
                description =
                        "listen here, for one VMM after another; to be given unless systemd hands over"
                                + " a socket, or --fd is")
        private Path socketPath;

        @Option(
                names = "--fd",
                paramLabel = "N",
                description = "serve the VMM at the other end of this inherited socket, then exit")
        private Integer fd;

        @Option(
                names = PRINT_CAPABILITIES,
                help = true,
                description = "print what this back-end can do, as JSON, and exit")
        private boolean printCapabilities;
    }

    @Option(names = "--once", description = "exit when the first VMM is gone")
    private boolean once;

    /// Where to listen; nothing for systemd's socket.
    public Optional<Path> socketPath() {
        return Optional.ofNullable(endpoint.socketPath);
    }

    /// An inherited socket, whose other end is the VMM.
    public OptionalInt fd() {
        return endpoint.fd == null ? OptionalInt.empty() : OptionalInt.of(endpoint.fd);
    }

    /// Whether there is nothing to serve.
    public boolean printsCapabilities() {
        return endpoint.printCapabilities;
    }

    public ServedVmms vmms() {
        return once ? ServedVmms.first() : ServedVmms.oneAfterAnother();
    }
}
