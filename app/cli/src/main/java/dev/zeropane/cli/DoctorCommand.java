// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.option.Version;
import dev.zeropane.doctor.Doctor;
import dev.zeropane.doctor.Finding;
import dev.zeropane.doctor.Host;
import dev.zeropane.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `zeropane doctor`.
@Command(
        name = "doctor",
        description = {
            "Says what this machine can do, what is missing, and how to get it.",
            "",
            "Each line begins with ok, warn (something is missing, but guests can be shown), no"
                    + " (guests cannot be shown; the exit code is 1), or -- (for information)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
    /// What is quoted, a command perhaps, is not broken.
    private static final Pattern WORD = Pattern.compile("(\"[^\"]*\"|\\S)+");

    private static final int WIDTH = 80;

    private final Host host;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "print a JSON object (docs/doctor.md)")
    private boolean json;

    DoctorCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(host);
        boolean ok = Doctor.canServe(findings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("ok", ok);
            members.put("checks", findings.stream().map(Finding::members).toList());
            out.println(Json.write(members));
        } else {
            print(out, findings);
            out.println();
            out.println(
                    ok
                            ? "Guests can be shown on this machine."
                            : "Guests cannot be shown on this machine, see \"no\" above.");
        }
        return ok ? 0 : 1;
    }

    /// ```
    /// warn  udmabuf    what was found
    ///                    and the remedy
    /// ```
    static void print(PrintWriter out, List<Finding> findings) {
        int what = findings.stream().mapToInt(f -> f.what().length()).max().orElse(0);
        String row = "%-4s  %-" + what + "s  ";
        String margin = " ".repeat(what + 8);
        for (Finding finding : findings) {
            String start = row.formatted(finding.status().mark(), finding.what());
            wrap(out, start, margin, finding.text());
            finding.remedy().forEach(line -> wrap(out, margin + "  ", margin + "    ", line));
        }
    }

    private static void wrap(PrintWriter out, String start, String margin, String text) {
        StringBuilder line = new StringBuilder(start);
        int begin = start.length();
        for (MatchResult match : WORD.matcher(text).results().toList()) {
            String word = match.group();
            if (line.length() > begin && line.length() + word.length() >= WIDTH) {
                out.println(line);
                line = new StringBuilder(margin);
                begin = margin.length();
            }
            line.append(line.length() > begin ? " " : "").append(word);
        }
        out.println(line);
    }
}
