// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Writes the manual pages (man 7 man) and the completion for bash, from what `--help` is made of:
/// run by `zeropane install`. Picocli's own generator goes through AsciiDoc and needs JRuby.
///
/// The argument is a directory, laid out as `/usr/share` is.
public final class Manual {
    private Manual() {}

    public static void main(String[] args) throws IOException {
        CommandLine zeropane = Main.commandLine();
        Path pages = Files.createDirectories(Path.of(args[0], "man", "man1"));
        write(zeropane, pages);
        Path completions =
                Files.createDirectories(Path.of(args[0], "bash-completion", "completions"));
        Files.writeString(completions.resolve("zeropane"), AutoComplete.bash("zeropane", zeropane));
    }

    private static void write(CommandLine command, Path directory) throws IOException {
        Files.writeString(directory.resolve(name(command) + ".1"), page(command));
        for (CommandLine sub : command.getSubcommands().values()) {
            write(sub, directory);
        }
    }

    /// `zeropane gpu` is described by zeropane-gpu(1).
    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private static String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> description = List.of(spec.usageMessage().description());
        List<String> lines = new ArrayList<>();
        lines.add(
                ".TH %s 1 \"\" \"%s\""
                        .formatted(
                                name(command).toUpperCase(Locale.ROOT), escape(spec.version()[0])));
        lines.add(".SH NAME");
        lines.add(escape(name(command)) + " \\- " + escape(decapitalized(description.getFirst())));
        lines.add(".SH SYNOPSIS");
        lines.add(escape(synopsis(command)));
        lines.add(".SH DESCRIPTION");
        for (String paragraph : description) {
            lines.add(paragraph.isEmpty() ? ".PP" : text(paragraph));
        }
        lines.add(".SH OPTIONS");
        spec.positionalParameters().forEach(parameter -> describe(List.of(), parameter, lines));
        spec.options().forEach(option -> describe(List.of(option.names()), option, lines));
        if (!command.getSubcommands().isEmpty()) {
            lines.add(".SH COMMANDS");
            command.getSubcommands()
                    .values()
                    .forEach(sub -> {
                        lines.add(".TP");
                        lines.add(".BR " + escape(name(sub)) + " (1)");
                        lines.add(text(sub.getCommandSpec().usageMessage().description()[0]));
                    });
        }
        describeExitCodes(spec.root(), lines);
        if (spec.parent() != null) {
            lines.add(".SH SEE ALSO");
            lines.add(".BR " + escape(name(spec.parent().commandLine())) + " (1)");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        return help.synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private static void describe(List<String> names, ArgSpec argument, List<String> lines) {
        lines.add(".TP");
        String bold =
                names.stream()
                        .map(name -> "\\fB" + escape(name) + "\\fR")
                        .collect(Collectors.joining(", "));
        boolean takesValue = argument.arity().max() > 0;
        String value = takesValue ? "\\fI" + escape(argument.paramLabel()) + "\\fR" : "";
        lines.add((bold + " " + value).strip());
        lines.add(
                Arrays.stream(argument.description())
                        .map(Manual::text)
                        .collect(Collectors.joining("\n.br\n")));
    }

    private static void describeExitCodes(CommandSpec root, List<String> lines) {
        lines.add(".SH EXIT STATUS");
        root.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) -> {
                    lines.add(".TP");
                    lines.add(".B " + escape(code));
                    lines.add(text(meaning));
                });
    }

    private static String decapitalized(String sentence) {
        String text = sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /// A line of text: a dot or apostrophe at its start would make it a request. In picocli's texts
    /// `%%` stands for one percent sign.
    private static String text(String line) {
        String escaped = escape(line.formatted());
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    }
}
