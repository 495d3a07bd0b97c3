// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.cli.option.ScanoutOption;
import dev.zeropane.cli.option.Version;
import dev.zeropane.control.ControlClient;
import dev.zeropane.control.Instances;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `zeropane screenshot`.
@Command(
        name = "screenshot",
        description = "Writes what a guest's screen shows to a PNG file.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ScreenshotCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "the picture; - for standard output")
    private String file;

    @Mixin private ScanoutOption scanout;

    @Override
    public Integer call() {
        try (ControlClient client = Instances.connect(name)) {
            Screenshot.write(client, scanout.number(), file);
            return 0;
        }
    }
}
