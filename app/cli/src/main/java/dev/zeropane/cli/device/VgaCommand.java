// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.device;

import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.ModeConverter;
import dev.zeropane.cli.option.PinnedMixin;
import dev.zeropane.cli.option.SizeConverter;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.option.WaylandMixin;
import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.service.ServedVmms;
import dev.zeropane.service.VgaService;
import dev.zeropane.service.VgaSettings;
import dev.zeropane.vga.VgaOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `zeropane vga`: a vfio-user server.
@Command(
        name = "vga",
        description = "Serves a VGA to QEMU 10.1 or newer over vfio-user.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class VgaCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--socket-path",
            paramLabel = "PATH",
            description =
                    "listen here, for one VMM after another; to be given unless systemd hands over a"
                            + " socket")
    private Path socketPath;

    @Option(
            names = "--vram",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "video memory: a power of two, 1M to 256M (default: 16M)")
    private long videoMemory = VgaOptions.DEFAULT_VIDEO_MEMORY;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = ModeConverter.class,
            description = "the mode the monitor likes best (default: 1280x800)")
    private Mode size = Mode.DEFAULT;

    @Option(
            names = "--display",
            paramLabel = "DISPLAY",
            converter = DisplayOption.Converter.class,
            description = {
                "where the screen is shown; may repeat (default: wayland in a Wayland session, else"
                        + " none)",
                "wayland: in a window of the Wayland session",
                "web[:PORT]: on a page for browsers on this machine, at this port, or the first free"
                        + " one from 8006 on; its address is printed",
                "vnc[:PORT]: for VNC viewers on this machine, at this port, or the first free one from"
                        + " 5900 on",
                "png:DIR: in a PNG file",
                "none: nowhere; zeropane screenshot and zeropane watch see it all the same"
            })
    private List<DisplayOption> displays =
            List.of(
                    WaylandMixin.hasSession()
                            ? new DisplayOption.Wayland()
                            : new DisplayOption.None());

    @Mixin private WaylandMixin wayland;

    @Mixin private PinnedMixin pinned;

    @Option(names = "--once", description = "exit when the first VMM is gone")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        DisplayOption.refuseVmm(displays, spec.commandLine());
        VgaSettings card = card();
        return SocketServing.listen(
                Optional.ofNullable(socketPath),
                socket -> VgaService.listen(socket, card.withDisplays(open()), vmms()),
                spec.commandLine());
    }

    private ServedVmms vmms() {
        return once ? ServedVmms.first() : ServedVmms.oneAfterAnother();
    }

    private VgaSettings card() {
        try {
            return VgaSettings.builder()
                    .videoMemory(videoMemory)
                    .preferred(size)
                    .maxPinned(pinned.limit())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private List<Display> open() {
        return DisplayOption.open(displays, wayland.screens(1, spec));
    }
}
