// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What lies beside the launcher, in a checkout or an installation.
public final class Scripts {
    private Scripts() {}

    /// The folder of checkout or installation.
    public static Path root() {
        String root = System.getProperty("zeropane.root");
        if (root == null) {
            throw new CommandFailedException(
                    "the system property zeropane.root is not set: start the launcher 'zeropane',"
                            + " not java");
        }
        return Path.of(root);
    }

    /// Runs a script at this process's terminal.
    ///
    /// @return its exit status
    public static int run(String name, List<String> arguments)
            throws IOException, InterruptedException {
        Path script = root().resolve("scripts").resolve(name);
        if (!Files.isExecutable(script)) {
            throw new CommandFailedException(
                    script + " is missing: run '" + name + "' from a checkout of the sources");
        }
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        // A signal that ends this process ends its work too, which then tidies up.
        try (OnExit _ = new OnExit(() -> end(process))) {
            return process.waitFor();
        }
    }

    private static void end(Process process) {
        process.destroy();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
