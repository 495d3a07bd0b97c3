// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.cli.option.Version;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Fields;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.json.Json;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane stats`.
@Command(
        name = "stats",
        description =
                "Says what was done for a guest's screens: what was shown, dropped and copied.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class StatsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "name or process id of zeropane ps; needed if there are several")
    private Optional<String> name = Optional.empty();

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Instance instance = Instances.find(name);
        Fields stats =
                instance.stats()
                        .orElseThrow(
                                () -> new ControlException(instance + " " + instance.silence()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(stats.members()));
        } else {
            StatsText.print(out, stats);
        }
        return 0;
    }
}
