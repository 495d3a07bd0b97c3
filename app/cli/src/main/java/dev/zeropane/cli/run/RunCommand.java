// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.option.DeviceMixin;
import dev.zeropane.cli.option.DisplayMixin;
import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.OutputsMixin;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.OnExit;
import dev.zeropane.cli.process.StandardError;
import dev.zeropane.cli.process.Terminal;
import dev.zeropane.display.Mode;
import dev.zeropane.qemu.command.Card;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.process.RunningQemu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane run`: somebody's QEMU command, with our devices added to it.
@Command(
        name = "run",
        description = {
            "Runs a QEMU command with its screen, keyboard and pointer in a window of ours, or in a browser.",
            "",
            "Write it before any QEMU command: zeropane run -- qemu-system-x86_64 ... Memory that"
                    + " can be shared, a graphics card, a keyboard, a tablet and a touch screen are"
                    + " added; the rest of the command stays as it is."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showEndOfOptionsDelimiterInUsageHelp = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"QEMU's, or:", "1:QEMU was not started", "2:wrong usage"})
public final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(RunCommand.class.getName());

    /// Options that other commands cannot have, as QEMU does its part.
    public static final Set<String> QEMUS_PART = Set.of("--clipboard", "--vsock");

    @Spec private CommandSpec spec;

    @Mixin private DisplayMixin display;

    @Mixin private DeviceMixin device;

    @Mixin private OutputsMixin outputs;

    @Option(
            names = "--vsock",
            description =
                    "add a virtio-vsock device, by which programs of guest and host connect to each"
                            + " other (see zeropane vsock); where is said")
    private boolean vsock;

    @Option(
            names = "--clipboard",
            description =
                    "guest and host share a clipboard for text; the guest needs spice-vdagent")
    private boolean clipboard;

    @Parameters(arity = "1..*", paramLabel = "QEMU", description = "the QEMU command")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = new Machine(spec.commandLine(), display);
        if (vsock) {
            machine.addVsock();
        }
        if (clipboard) {
            machine.shareClipboard();
        }
        try (OnExit _ = new OnExit(machine::close, RunningQemu.CLOSE_TIMEOUT, machine::status)) {
            RunningQemu qemu =
                    machine.start(
                            command,
                            device.kind(),
                            outputs.count(),
                            Mode.DEFAULT,
                            machine::terminate,
                            this::start);
            if (showsProgress()) {
                FirstPicture.await(machine.control().orElseThrow().connect(), true, () -> {});
            }
            return qemu.awaitEnd();
        }
    }

    private RunningQemu start(QemuCommand.Edited edited, Card card) throws IOException {
        sayWhereToLook(card);
        // By the agent's port a guest makes QEMU write lines without end.
        return RunningQemu.start(
                edited.words(), edited.triesSound() || clipboard, StandardError.direct());
    }

    /// Not where QEMU may have the terminal for itself.
    private boolean showsProgress() {
        return Terminal.showsProgress()
                && display.displays().stream()
                        .anyMatch(option -> !(option instanceof DisplayOption.None))
                && command.stream()
                        .noneMatch(word -> word.contains("stdio") || word.equals("-nographic"));
    }

    private void sayWhereToLook(Card card) {
        for (DisplayOption option : display.displays()) {
            String place =
                    switch (option) {
                        case DisplayOption.Wayland() ->
                                outputs.count() == 1 ? "in a window" : "in windows";
                        case DisplayOption.Png(Path directory) ->
                                "in "
                                        + directory.resolve("screen-0.png")
                                        + (outputs.count() == 1 ? "" : " and so on");
                        case DisplayOption.Web _ -> "on the page";
                        case DisplayOption.Vmm _, DisplayOption.Vnc _, DisplayOption.None() -> "";
                    };
            if (!place.isEmpty()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        (outputs.count() == 1
                                        ? "the guest's screen is "
                                        : "the guest's screens are ")
                                + place
                                + (card instanceof Card.Vga(boolean rom) && rom
                                        ? ""
                                        : " once the guest draws; UEFI does, a BIOS does not"));
            }
        }
        display.sayAddresses();
    }
}
