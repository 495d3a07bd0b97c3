// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.clipboard.CopyCommand;
import dev.zeropane.cli.clipboard.PasteCommand;
import dev.zeropane.cli.device.GpuCommand;
import dev.zeropane.cli.device.VgaCommand;
import dev.zeropane.cli.device.VsockCommand;
import dev.zeropane.cli.input.ClickCommand;
import dev.zeropane.cli.input.KeyCommand;
import dev.zeropane.cli.input.TypeCommand;
import dev.zeropane.cli.install.InstallCommand;
import dev.zeropane.cli.install.UninstallCommand;
import dev.zeropane.cli.instance.PsCommand;
import dev.zeropane.cli.instance.ScreenshotCommand;
import dev.zeropane.cli.instance.StatsCommand;
import dev.zeropane.cli.instance.WatchCommand;
import dev.zeropane.cli.option.EndpointMixin;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.cli.process.ConsoleLogging;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.cli.process.StandardError;
import dev.zeropane.cli.run.DemoCommand;
import dev.zeropane.cli.run.RunCommand;
import dev.zeropane.cli.view.ViewCommand;
import dev.zeropane.cli.view.WebCommand;
import dev.zeropane.control.ControlException;
import dev.zeropane.display.png.PngException;
import dev.zeropane.doctor.Host;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.thread.StuckThreadException;
import dev.zeropane.qemu.process.QemuFailedException;
import dev.zeropane.service.Rehearsal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The zeropane command.
@Command(
        name = "zeropane",
        description = "Shows a virtual machine's screen on its host without copying it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage",
            "128+N:ended by signal N; gpu, vga and vsock: 0, run: QEMU's"
        })
final class Main implements Runnable {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String OUTPUT_LOST = "zeropane: error: cannot write to standard output";
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    /// Those with a virtio-gpu, whose guests should not wait.
    private static final Set<String> GUEST_COMMANDS = Set.of("gpu", "run", "demo");

    private static final Map<String, String> CAPABILITIES =
            Map.of("gpu", GpuCommand.CAPABILITIES, "vsock", VsockCommand.CAPABILITIES);

    @Spec private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "say more, and where an internal error came from")
    void verbose(boolean on) {
        if (on) {
            ConsoleLogging.threshold(System.Logger.Level.DEBUG);
        }
    }

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "say nothing but warnings and errors")
    void quiet(boolean on) {
        if (on) {
            ConsoleLogging.threshold(System.Logger.Level.WARNING);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /// In the order of `--help`.
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("gpu", GpuCommand::new);
        commands.put("vga", VgaCommand::new);
        commands.put("vsock", VsockCommand::new);
        commands.put("doctor", () -> new DoctorCommand(Host.here()));
        commands.put("ps", PsCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("screenshot", ScreenshotCommand::new);
        commands.put("watch", WatchCommand::new);
        commands.put("view", ViewCommand::new);
        commands.put("type", TypeCommand::new);
        commands.put("key", KeyCommand::new);
        commands.put("click", ClickCommand::new);
        commands.put("copy", CopyCommand::new);
        commands.put("paste", PasteCommand::new);
        commands.put("web", WebCommand::new);
        commands.put("install", InstallCommand::new);
        commands.put("uninstall", UninstallCommand::new);
        return commands;
    }

    /// The command line without what handles its errors. If the arguments name a command there is
    /// only that one: picocli takes some 10 ms for each, and a VM may wait for its device.
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Main());
        Map<String, Supplier<Object>> commands = commands();
        Optional.ofNullable(commands.get(command(args)))
                .ifPresentOrElse(
                        only -> line.addSubcommand(only.get()),
                        () -> commands.values().forEach(any -> line.addSubcommand(any.get())));
        // What follows QEMU's name is QEMU's, also without the `--` before it; and so is an `@`.
        Optional.ofNullable(line.getSubcommands().get("run"))
                .ifPresent(run -> run.setStopAtPositional(true));
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExpandAtFiles(false);
    }

    /// What stands where a command does, which may come after options of ours that have no values.
    private static String command(String... args) {
        return Stream.of(args)
                .dropWhile(arg -> arg.equals("--quiet") || arg.equals("--verbose"))
                .findFirst()
                .orElse("");
    }

    public static void main(String[] args) {
        String capabilities = CAPABILITIES.get(command(args));
        // As QEMU's conventions want it, whatever else there is, even what this version does not
        // know.
        if (capabilities != null && List.of(args).contains(EndpointMixin.PRINT_CAPABILITIES)) {
            System.out.println(capabilities);
            if (isOutputLost()) {
                System.err.println(OUTPUT_LOST);
                System.exit(FAILED);
            }
            return;
        }
        if (GUEST_COMMANDS.contains(command(args))) {
            Rehearsal.begin();
        }
        runProcess(() -> commandLine(args), args);
    }

    /// Executes a command as all there is to do for this process, and ends it.
    static void runProcess(Supplier<CommandLine> command, String... args) {
        // Before the command line is made, which takes standard error as it is then.
        StandardError.install();
        ProcessEnd.whenAnyThreadFails();
        CommandLine line = command.get();
        line.setParameterExceptionHandler(Main::usageError);
        line.setExecutionExceptionHandler((e, failed, _) -> failure(e, failed));
        int code = line.execute(args);
        line.getOut().flush();
        if (code == 0 && isOutputLost()) {
            line.getErr().println(OUTPUT_LOST);
            code = FAILED;
        }
        ProcessEnd.exit(code);
    }

    /// Whether something that was printed has not arrived. Who reads a pipe may well have seen
    /// enough of it.
    private static boolean isOutputLost() {
        try {
            return System.out.checkError()
                    && !Files.readSymbolicLink(STANDARD_OUTPUT).toString().startsWith("pipe:");
        } catch (IOException e) {
            return true;
        }
    }

    /// Says what is wrong, what may have been meant, and where to read more.
    static int usageError(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("zeropane: " + message(e));
        if (e instanceof UnmatchedArgumentException unknown) {
            List<String> meant = meant(unknown);
            if (!meant.isEmpty()) {
                err.println("Did you mean " + String.join(", or ", meant) + "?");
            }
        }
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unknown) {
            String first = unknown.getUnmatched().getFirst();
            if (RunCommand.QEMUS_PART.contains(first)) {
                return first
                        + " is an option of zeropane run, which starts QEMU with what it needs for"
                        + " that";
            }
        }
        return e.getMessage();
    }

    private static List<String> meant(UnmatchedArgumentException unknown) {
        String typed = unknown.getUnmatched().getFirst();
        CommandLine command = unknown.getCommandLine();
        if (!typed.startsWith("-")) {
            return Meant.by(typed, command.getSubcommands().keySet());
        }
        int end = typed.indexOf('=');
        return Meant.by(
                end < 0 ? typed : typed.substring(0, end),
                command.getCommandSpec().optionsMap().keySet());
    }

    private static int failure(Exception e, CommandLine command) throws Exception {
        String message =
                switch (e) {
                    case CommandFailedException f -> f.getMessage();
                    case ControlException c -> c.getMessage();
                    case LinuxException l -> l.getMessage();
                    case PngException p -> p.getMessage();
                    case QemuFailedException q -> q.getMessage();
                    case StuckThreadException s -> s.getMessage();
                    case UncheckedIOException io -> io.getMessage();
                    case IOException io -> io.toString();
                    default -> throw e;
                };
        command.getErr().println("zeropane: error: " + message);
        return FAILED;
    }
}
