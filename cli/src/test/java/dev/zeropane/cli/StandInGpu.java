package dev.zeropane.cli;

import dev.zeropane.display.Display;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.service.GpuService;
import dev.zeropane.service.StandInRefresher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/// `zeropane gpu` as a process of its own where the kernel makes no dma-bufs: with stand-ins, which
/// are renewed before any display hears that something was drawn.
public final class StandInGpu {
    private StandInGpu() {}

    /// @param args a file that makes exports be refused while it is there; then the arguments of
    ///   `zeropane gpu`
    public static void main(String[] args) {
        Path refusal = Path.of(args[0]);
        GpuCommand gpu = new GpuCommand(settings -> withStandIns(settings, refusal));
        ProcessEnd.exit(new CommandLine(gpu).execute(Arrays.copyOfRange(args, 1, args.length)));
    }

    private static GpuService.Settings withStandIns(GpuService.Settings settings, Path refusal) {
        settings.exporter().close();
        StandInBuffers buffers = new StandInBuffers(settings.pinned());
        List<Display> displays = new ArrayList<>(List.of(new StandInRefresher(buffers)));
        displays.addAll(settings.displays());
        return new GpuService.Settings(
                settings.outputs(),
                settings.sizes(),
                settings.copy(),
                settings.maxHostMemory(),
                displays,
                settings.vmm(),
                settings.pinned(),
                new Refusing(buffers, refusal));
    }

    /// Asks at each export, so that a test knows when a change holds.
    record Refusing(StandInBuffers buffers, Path refusal) implements Exporter {
        @Override
        public DmaBuf export(Runs runs) {
            buffers.refuse(Files.exists(refusal));
            return buffers.export(runs);
        }

        @Override
        public void close() {
            buffers.close();
        }
    }
}
