// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.cli.process.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The cached Debian sysroot with QEMU, kernel and guest that the scripts beside the launcher make
/// (toolbox/README.md).
final class Toolbox {
    private Toolbox() {}

    /// The directory with the guest's `vmlinuz` and `initramfs`, made if need be.
    static Path guest() throws IOException, InterruptedException {
        return run("guest");
    }

    /// The directory with QEMU's `bin`, made if need be.
    static Path root() throws IOException, InterruptedException {
        return run("build");
    }

    private static Path run(String name) throws IOException, InterruptedException {
        Path script = Scripts.root().resolve("toolbox").resolve(name);
        if (!Files.isExecutable(script)) {
            throw new CommandFailedException(
                    script + " is missing: run the demo from a checkout, or use --guest builtin");
        }
        Process process =
                new ProcessBuilder(script.toString())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String path =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new CommandFailedException(
                    "the Linux guest could not be made (see above); --guest builtin needs none");
        }
        return Path.of(path);
    }
}
