// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.control.ControlServer;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.qemu.command.Card;
import dev.zeropane.qemu.command.Sockets;
import dev.zeropane.qemu.command.UserInterface;
import dev.zeropane.qemu.monitor.ConsoleSizes;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.DisplayService;
import dev.zeropane.service.GpuService;
import dev.zeropane.service.GpuSettings;
import dev.zeropane.service.InputService;
import dev.zeropane.service.NoExporter;
import dev.zeropane.service.VgaService;
import dev.zeropane.service.VgaSettings;
import dev.zeropane.service.VmmPictures;
import dev.zeropane.service.WishedSizes;
import dev.zeropane.service.control.DeviceWithKeyboard;
import java.util.Optional;

/// What the QEMU of `zeropane run` connects to, and what people see and use of it.
///
/// @param display where the screens are shown
/// @param card which graphics card the guest has
/// @param losesPages whether pages may be taken from the guest while it runs
/// @param connected called when QEMU has connected everywhere, on a device thread
/// @param windowClosed called when somebody closes the first screen's window, on the display's
///   thread
record RunDevices(
        Sockets sockets,
        DisplayMixin display,
        Card card,
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
        InputService input =
                InputService.listen(
                        new InputService.Sockets(
                                sockets.keyboard(), sockets.tablet(), sockets.touchScreen()),
                        sizes::desktop);
        started.add(input::close);
        DisplayService service = serve(input.sink(), sizes);
        started.add(service::close);
        // Not by the name of its socket, which all of our runs share, and which soon is no more.
        ControlServer control =
                ControlServer.start(
                        new DeviceWithKeyboard(service.control(), input.leds()), Optional.empty());
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

    private DisplayService serve(InputSink input, WishedSizes sizes) {
        UnixServerSocket listener = UnixServerSocket.listen(sockets.gpu());
        try {
            return switch (card) {
                case Card.Gpu(int screens) -> gpu(listener, screens, input, sizes);
                case Card.Vga _ -> vga(listener, input);
            };
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private GpuService gpu(
            UnixServerSocket listener, int screens, InputSink input, WishedSizes sizes) {
        Optional<VmmPictures> vmm = display.vmm();
        GpuSettings.Builder settings =
                GpuSettings.builder()
                        .outputs(screens)
                        // A user interface of QEMU's says itself how large its windows are.
                        .sizes(vmm.isPresent() ? Optional.empty() : Optional.of(sizes))
                        .displays(display.open(input, sizes, this::closed))
                        .vmm(vmm);
        if (losesPages) {
            settings.exporter(_ -> new NoExporter());
        }
        return GpuService.listen(listener, settings.build(), connected);
    }

    private VgaService vga(UnixServerSocket listener, InputSink input) {
        return VgaService.listen(
                listener,
                VgaSettings.builder()
                        .displays(display.open(input, SizeWishes.NONE, this::closed))
                        .build(),
                connected);
    }
}
