// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.service.VmmPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where commands that start a guest themselves show its screen.
public final class DisplayMixin {
    @Option(
            names = "--display",
            paramLabel = "DISPLAY",
            converter = DisplayOption.Converter.class,
            description = {
                "where screens are shown; may repeat (default: wayland in a Wayland session, else"
                        + " web)",
                "wayland: in windows of the Wayland session; closing the first screen's ends the"
                        + " guest",
                "web[:PORT]: on a page for browsers on this machine, at this port, or the first free"
                        + " one from 8006 on",
                "vnc[:PORT]: for VNC viewers on this machine, at this port, or the first free one from"
                        + " 5900 on",
                "vmm: in windows of QEMU's, by OpenGL",
                "vmm,dmabuf: the same, by dma-bufs",
                "png:DIR: in PNG files",
                "none: nowhere"
            })
    private List<DisplayOption> displays = List.of();

    @Mixin private WaylandMixin wayland;

    private final List<String> addresses = new ArrayList<>();

    /// Those that were asked for, or the usual one.
    public List<DisplayOption> displays() {
        if (displays.isEmpty()) {
            displays = List.of(usual());
        }
        return displays;
    }

    private DisplayOption usual() {
        return WaylandMixin.hasSession()
                ? new DisplayOption.Wayland()
                : new DisplayOption.Web(OptionalInt.empty());
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
        return DisplayOption.open(
                displays(),
                new Screens(
                        screens,
                        input,
                        sizes,
                        () -> wayland.open(input, sizes, closed),
                        addresses::add));
    }

    /// Says where the page is, if there is one: on standard error, as the output is the guest's.
    /// That is no message for a log, for whoever reads it can look, and type.
    public void sayAddresses() {
        addresses.forEach(address -> System.err.println("zeropane: " + address));
    }
}
