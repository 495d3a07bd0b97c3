// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.device.GpuCommand;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.display.Display;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.service.GpuSettings;
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

    private static GpuSettings withStandIns(GpuSettings settings, Path refusal) {
        StandInBuffers buffers = new StandInBuffers();
        List<Display> displays = new ArrayList<>(List.of(new StandInRefresher(buffers)));
        displays.addAll(settings.card().displays());
        return settings.toBuilder()
                .displays(displays)
                .exporter(pinned -> new Refusing(buffers.within(pinned), refusal))
                .build();
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
