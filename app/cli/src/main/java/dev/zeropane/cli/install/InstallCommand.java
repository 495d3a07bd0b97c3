// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.install;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.Scripts;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/// `zeropane install`: reads the arguments; the script beside the launcher does the work.
@Command(
        name = "install",
        description = {
            "Installs this checkout as one folder that needs neither JDK nor Maven, with a manual,"
                    + " completion for bash, and a descriptor by which libvirt finds it.",
            "",
            "The folder is PREFIX/lib/zeropane, the command PREFIX/bin/zeropane. An older"
                    + " installation is replaced; what runs from it goes on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class InstallCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true)
    private InstallPlace place = new InstallPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Scripts.run("install", place.arguments());
    }
}
