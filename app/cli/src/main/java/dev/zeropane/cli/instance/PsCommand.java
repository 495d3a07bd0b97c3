// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.cli.option.Version;
import dev.zeropane.control.Fields;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `zeropane ps`.
@Command(
        name = "ps",
        description = "Lists the guests that this user's zeropane processes show.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class PsCommand implements Callable<Integer> {
    private static final String NONE = "-";

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "print a JSON array")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Instance> all = Instances.all();
        if (json) {
            out.println(Json.write(all.stream().map(PsCommand::members).toList()));
            return 0;
        }
        if (all.isEmpty()) {
            spec.commandLine().getErr().println("zeropane: " + Instances.NOBODY);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "PID", "VMM", "SCREENS", "UPTIME"));
        all.forEach(instance -> rows.add(row(instance)));
        print(out, rows);
        return 0;
    }

    private static Map<String, Object> members(Instance instance) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", instance.name());
        members.put("pid", instance.pid());
        members.put("socket", instance.socket().toString());
        instance.stats()
                .ifPresent(stats -> {
                    stats.find("vmm").ifPresent(vmm -> members.put("vmm", vmm));
                    members.put(
                            "screens",
                            stats.objects("scanouts").stream()
                                    .map(scanout -> StatsText.size(scanout).orElse("off"))
                                    .toList());
                    members.put("uptimeSeconds", stats.number("uptimeSeconds"));
                });
        return members;
    }

    private static List<String> row(Instance instance) {
        String pid = Long.toString(instance.pid());
        if (instance.stats().isEmpty()) {
            return List.of(instance.name(), pid, NONE, "does not answer", NONE);
        }
        Fields stats = instance.stats().get();
        String screens =
                stats.objects("scanouts").stream()
                        .map(scanout -> StatsText.size(scanout).orElse("off"))
                        .collect(Collectors.joining(","));
        return List.of(
                instance.name(),
                pid,
                stats.find("vmm").map(Object::toString).orElse(NONE),
                screens,
                StatsText.time(stats.number("uptimeSeconds")));
    }

    private static void print(PrintWriter out, List<List<String>> rows) {
        int last = rows.getFirst().size() - 1;
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                line.append(row.get(i)).repeat(' ', width - row.get(i).length() + 2);
            }
            out.println(line.append(row.get(last)));
        }
    }
}
