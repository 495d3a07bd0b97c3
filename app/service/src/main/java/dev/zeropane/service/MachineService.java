// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.ControlServer;
import dev.zeropane.display.Display;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.MachineSettings.Card;
import dev.zeropane.service.MachineSettings.Sizing;
import dev.zeropane.service.control.DeviceWithKeyboard;
import java.util.List;
import java.util.Optional;

/// The devices that the VMM of one machine connects to, and their user's side: a graphics card,
/// keyboard, tablet and touch screen, displays, and the control socket.
public final class MachineService implements AutoCloseable {
    private final CloseStack started = new CloseStack();
    private final ControlServer control;

    private MachineService(MachineSettings settings) {
        WindowSizes sizes = new WindowSizes(settings.size(), settings.resizer());
        InputService input =
                InputService.listen(settings.input(), sizes::desktop, settings.hands());
        started.add(input::close);
        try {
            DisplayService card = serve(settings, input, sizes);
            started.add(card::close);
            control =
                    ControlServer.start(
                            new DeviceWithKeyboard(
                                    card.control(),
                                    input.target(wishes(settings, sizes)),
                                    settings.clipboard()),
                            settings.name());
            started.add(control::close);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /// Starts to listen on all sockets.
    public static MachineService start(MachineSettings settings) {
        return new MachineService(settings);
    }

    /// The control server, for clients within this process.
    public ControlServer control() {
        return control;
    }

    private static DisplayService serve(
            MachineSettings settings, InputService input, WindowSizes sizes) {
        UnixServerSocket listener = UnixServerSocket.listen(settings.socket());
        try {
            return switch (settings.card()) {
                case Card.Gpu(int outputs) -> gpu(listener, settings, outputs, input, sizes);
                case Card.Vga() -> vga(listener, settings, input);
            };
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private static GpuService gpu(
            UnixServerSocket listener,
            MachineSettings settings,
            int outputs,
            InputService input,
            WindowSizes sizes) {
        Optional<ScreenSizes> wanted =
                switch (settings.sizing()) {
                    case FIXED -> Optional.of(ScreenSizes.fixed(settings.size()));
                    case BY_WINDOWS -> Optional.of(sizes);
                    case BY_VMM -> Optional.empty();
                };
        GpuSettings.Builder gpu =
                GpuSettings.builder()
                        .outputs(outputs)
                        .sizes(wanted)
                        .displays(open(settings, input, wishes(settings, sizes)))
                        .vmm(settings.vmm());
        if (settings.losesPages()) {
            gpu.exporter(_ -> new Exports.None());
        }
        return GpuService.listen(listener, gpu.build(), ServedVmms.expected(settings.connected()));
    }

    /// Where the wishes of windows go: a VGA cannot tell its guest.
    private static SizeWishes wishes(MachineSettings settings, WindowSizes sizes) {
        boolean told = settings.card() instanceof Card.Gpu && settings.sizing() != Sizing.FIXED;
        return told ? sizes : SizeWishes.NONE;
    }

    private static VgaService vga(
            UnixServerSocket listener, MachineSettings settings, InputService input) {
        return VgaService.listen(
                listener,
                VgaSettings.builder()
                        .preferred(settings.size())
                        .displays(open(settings, input, SizeWishes.NONE))
                        .build(),
                ServedVmms.expected(settings.connected()));
    }

    /// Opens the displays, and has them told of the guest's lights and clipboard.
    private static List<Display> open(
            MachineSettings settings, InputService input, SizeWishes sizes) {
        List<Display> displays = settings.displays().open(input.sink(), sizes);
        input.leds().tell(lights -> displays.forEach(display -> display.lightsChanged(lights)));
        settings.clipboard()
                .ifPresent(shared -> displays.forEach(display -> display.shareClipboard(shared)));
        return displays;
    }

    @Override
    public void close() {
        started.close();
    }
}
