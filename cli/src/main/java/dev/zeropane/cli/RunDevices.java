package dev.zeropane.cli;

import dev.zeropane.control.ControlServer;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.qemu.ConsoleSizes;
import dev.zeropane.qemu.Sockets;
import dev.zeropane.qemu.UserInterface;
import java.util.Optional;

/// What the QEMU of `zeropane run` connects to, and what people see and use of it.
///
/// @param display where the screens are shown
/// @param outputs number of screens
/// @param losesPages whether pages may be taken from the guest while it runs
/// @param connected called when QEMU has connected everywhere, on a device thread
/// @param windowClosed called when somebody closes the first screen's window, on the display's
///   thread
record RunDevices(
        Sockets sockets,
        DisplayMixin display,
        int outputs,
        boolean losesPages,
        Runnable connected,
        Runnable windowClosed) {
    private static final System.Logger LOG = System.getLogger(RunDevices.class.getName());

    /// Starts all of it.
    ///
    /// @param started gets what is to be closed, as it is opened
    /// @param ui what QEMU shows itself
    void start(CloseStack started, UserInterface ui) {
        WishedSizes sizes = new WishedSizes(bell(started, ui));
        InputService input = InputService.listen(sockets, sizes::desktop);
        started.add(input::close);
        GpuService gpu = gpu(input.sink(), sizes);
        started.add(gpu::close);
        // Not by the name of its socket, which all of our runs share, and which soon is no more.
        ControlServer control = ControlServer.start(gpu.control(), Optional.empty());
        started.add(control::close);
    }

    /// What makes the guest ask for its size.
    private SizeWishes bell(CloseStack started, UserInterface ui) {
        return switch (ui) {
            case UserInterface.Dbus() -> {
                ConsoleSizes sizes = ConsoleSizes.listen(sockets.monitor(), RunDevices::noResize);
                started.add(sizes::close);
                yield sizes;
            }
            case UserInterface.Own _, UserInterface.None() -> SizeWishes.NONE;
        };
    }

    private static void noResize(String problem) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the guest is not told any more when its window is resized: " + problem);
    }

    /// The first screen's window stands for the machine, as QEMU's own does.
    private void closed(int scanout) {
        if (scanout == 0) {
            windowClosed.run();
        } else {
            WaylandMixin.sayClosed(scanout);
        }
    }

    private GpuService gpu(InputSink input, WishedSizes sizes) {
        UnixServerSocket listener = UnixServerSocket.listen(sockets.gpu());
        try {
            PinBudget pinned = new PinBudget(GpuOptions.DEFAULT_MAX_PINNED);
            Optional<DisplayOption.Vmm> vmm = display.vmm();
            Exporter exporter = losesPages ? new NoExporter() : new UdmabufExporter(pinned);
            return GpuService.listen(
                    listener,
                    new GpuService.Settings(
                            outputs,
                            // A user interface of QEMU's says itself how large its windows are.
                            vmm.isPresent() ? Optional.empty() : Optional.of(sizes),
                            false,
                            GpuOptions.DEFAULT_MAX_HOST_MEMORY,
                            display.open(input, sizes, this::closed),
                            vmm,
                            pinned,
                            exporter),
                    connected);
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }
}
