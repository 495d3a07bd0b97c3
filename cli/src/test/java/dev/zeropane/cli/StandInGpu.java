package dev.zeropane.cli;

import dev.zeropane.control.ControlServer;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.UnixServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// `zeropane gpu --display vmm,dmabuf` as a process of its own where the kernel makes no dma-bufs:
/// with stand-ins, which are renewed before the VMM hears that something was drawn.
public final class StandInGpu {
    private StandInGpu() {}

    /// @param args the socket to listen at; a file that makes exports be refused while it is there
    public static void main(String[] args) throws InterruptedException {
        Path socket = Path.of(args[0]);
        PinBudget pinned = new PinBudget(GpuOptions.DEFAULT_MAX_PINNED);
        StandInBuffers buffers = new StandInBuffers(pinned);
        GpuService service =
                GpuService.listen(
                        UnixServerSocket.listen(socket),
                        new GpuService.Settings(
                                1,
                                Optional.empty(),
                                false,
                                GpuOptions.DEFAULT_MAX_HOST_MEMORY,
                                List.of(new StandInRefresher(buffers)),
                                Optional.of(new DisplayOption.Vmm(true)),
                                pinned,
                                new Refusing(buffers, Path.of(args[1]))),
                        false);
        ControlServer control = ControlServer.start(service.control(), Optional.of(socket));
        try (OnExit _ = new OnExit(() -> close(control, service))) {
            System.err.println("waiting for a VMM at " + socket);
            new CountDownLatch(1).await();
        }
    }

    private static void close(ControlServer control, GpuService service) {
        control.close();
        service.close();
    }

    /// Asks at each export, so that a test knows when a change holds.
    private record Refusing(StandInBuffers buffers, Path refusal) implements Exporter {
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
