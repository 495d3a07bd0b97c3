// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.device.SocketServing;
import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.PinnedMixin;
import dev.zeropane.cli.option.WaylandMixin;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.display.Display;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.ServedVmms;
import dev.zeropane.service.StandInRefresher;
import dev.zeropane.service.VgaService;
import dev.zeropane.service.VgaSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `zeropane vga` as a process of its own with stand-ins for dma-bufs, see [StandInGpu]. As who
/// draws says nothing, they are renewed when displays are told to look again.
@Command(name = "vga")
final class StandInVga implements Callable<Integer> {
    private final Path refusal;

    @Option(names = "--socket-path", required = true)
    private Path socketPath;

    @Option(names = "--display", required = true, converter = DisplayOption.Converter.class)
    private List<DisplayOption> displays;

    @Mixin private WaylandMixin wayland;
    @Mixin private PinnedMixin pinned;

    private StandInVga(Path refusal) {
        this.refusal = refusal;
    }

    /// @param args a file that makes exports be refused while it is there; then the arguments of
    ///   `zeropane vga`
    public static void main(String[] args) {
        StandInVga vga = new StandInVga(Path.of(args[0]));
        ProcessEnd.exit(new CommandLine(vga).execute(Arrays.copyOfRange(args, 1, args.length)));
    }

    @Override
    public Integer call() throws InterruptedException {
        return SocketServing.listen(Optional.of(socketPath), this::serve, new CommandLine(this));
    }

    private VgaService serve(UnixServerSocket socket) {
        StandInBuffers buffers = new StandInBuffers();
        List<Display> all = new ArrayList<>(List.of(new StandInRefresher(buffers)));
        all.addAll(
                DisplayOption.open(
                        displays, wayland.screens(1, new CommandLine(this).getCommandSpec())));
        VgaSettings settings =
                VgaSettings.builder()
                        .displays(all)
                        .maxPinned(pinned.limit())
                        .exporter(
                                budget -> new StandInGpu.Refusing(buffers.within(budget), refusal))
                        .build();
        return VgaService.listen(socket, settings, ServedVmms.oneAfterAnother());
    }
}
