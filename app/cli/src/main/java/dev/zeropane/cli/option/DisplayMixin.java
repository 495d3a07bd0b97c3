// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.service.VmmPictures;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where commands that start a guest themselves show its screen.
public final class DisplayMixin {
    private static final System.Logger LOG = System.getLogger(DisplayMixin.class.getName());

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--display",
            paramLabel = "DISPLAY",
            converter = DisplayOption.Converter.class,
            description = {
                "where screens are shown; may repeat (default: wayland in a Wayland session, else"
                        + " png:zeropane-${COMMAND-NAME})",
                "wayland: in windows of the Wayland session; closing the first screen's ends the"
                        + " guest",
                "vnc[:PORT]: for VNC viewers on this machine, at this port, or the first free one from"
                        + " 5900 on",
                "vmm: in windows of QEMU's, by OpenGL",
                "vmm,dmabuf: the same, by dma-bufs",
                "png:DIR: in PNG files",
                "none: nowhere"
            })
    private List<DisplayOption> displays = List.of();

    @Mixin private WaylandMixin wayland;

    /// Whether there would be a window if there were a session.
    private boolean withoutSession;

    /// Those that were asked for, or the usual one.
    public List<DisplayOption> displays() {
        if (displays.isEmpty()) {
            displays = List.of(usual());
        }
        return displays;
    }

    private DisplayOption usual() {
        if (WaylandMixin.hasSession()) {
            return new DisplayOption.Wayland();
        }
        withoutSession = true;
        return new DisplayOption.Png(Path.of("zeropane-" + command.name()));
    }

    /// The VMM's own user interface, if it is one of them.
    public Optional<VmmPictures> vmm() {
        return DisplayOption.vmm(displays());
    }

    /// Opens those that are not the VMM's.
    ///
    /// @param screens how many there are
    /// @param input gets what is done to the guest there
    /// @param sizes told which sizes the windows are given
    /// @param closed told the number of the screen whose window somebody closed
    /// @throws CommandFailedException if one cannot be opened
    public List<Display> open(int screens, InputSink input, SizeWishes sizes, IntConsumer closed) {
        if (withoutSession) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "no Wayland session here to open a window in; --help says what else --display"
                            + " has");
        }
        return DisplayOption.open(
                displays(),
                () -> wayland.open(input, sizes, closed),
                port -> VncServing.open(port, screens, input, sizes));
    }
}
