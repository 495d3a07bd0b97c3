// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.install;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/// `zeropane uninstall`: reads the arguments; the script beside the launcher does the work.
@Command(
        name = "uninstall",
        description = {
            "Removes what 'zeropane install' with the same options installed, and nothing else.",
            "",
            "An installed zeropane removes itself. Files that were changed since are left alone."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class UninstallCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true)
    private InstallPlace place = new InstallPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> arguments = place.arguments();
        Path folder = Scripts.root();
        if (arguments.isEmpty() && Files.exists(folder.resolve("manifest"))) {
            // Ours is PREFIX/lib/zeropane.
            arguments = List.of("--prefix", folder.resolve("../..").normalize().toString());
        }
        return Scripts.run("uninstall", arguments);
    }
}
