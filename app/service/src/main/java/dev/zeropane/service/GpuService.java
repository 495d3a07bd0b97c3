// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.Device;
import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.vmm.VmmDisplay;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.service.control.GpuControl;
import dev.zeropane.vhostuser.DeviceBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A virtio-gpu served over vhost-user, on its own device thread.
public final class GpuService implements DisplayService {
    /// `VHOST_USER_GPU_SET_SOCKET`: QEMU sends a socket for its own display.
    static final int VHOST_USER_GPU_SET_SOCKET = 33;

    private final VhostUserService service = new VhostUserService("zeropane-gpu");
    private final List<Display> displays;
    private final Optional<VmmDisplay> vmm;
    private final Exports exports;
    private final GpuDevice device;
    private final PeerServer server;
    private final GpuControl control;
    private final ServerEvents events;
    private List<Fd> unusedSocket = List.of();

    /// Takes ownership of the displays in `settings`.
    ///
    /// @param once end after the first VMM
    /// @param expected called on the device thread when the VMM has connected; connections are then
    ///   logged at DEBUG level
    private GpuService(GpuSettings settings, boolean once, Optional<Runnable> expected) {
        this.vmm = settings.vmm().map(this::vmmDisplay);
        this.exports = Exports.open(settings.maxPinned(), settings.exporter());
        List<Display> all = new ArrayList<>(settings.displays());
        vmm.ifPresent(all::add);
        this.displays = List.copyOf(all);
        this.device =
                new GpuDevice(
                        new GpuOptions(
                                settings.outputs(),
                                sizes(settings.sizes()),
                                settings.copy(),
                                settings.maxHostMemory(),
                                displays,
                                exports.exporter()));
        this.control =
                new GpuControl(
                        service.loop(), displays, device, settings.outputs(), exports.pinned());
        DeviceBinding binding =
                new DeviceBinding(
                        GpuDevice.FEATURES,
                        GpuDevice.QUEUES,
                        Map.of(VHOST_USER_GPU_SET_SOCKET, this::vmmSocket));
        this.events = new ServerEvents(once, expected);
        this.server = service.server(binding, device, events, events::guestFault);
    }

    private VmmDisplay vmmDisplay(VmmPictures pictures) {
        LogLimit faults = VmmEvents.limit(VmmEvents.FAULTS_PER_MINUTE, System.Logger.Level.WARNING);
        return new VmmDisplay(service.loop(), faults::log, pictures == VmmPictures.DMA_BUFS);
    }

    /// The sizes of the settings; else those of the VMM's user interface.
    private ScreenSizes sizes(Optional<ScreenSizes> asked) {
        return asked.or(() -> vmm.map(ScreenSizes.class::cast))
                .orElseGet(() -> ScreenSizes.fixed(Mode.DEFAULT));
    }

    public static GpuService listen(UnixServerSocket socket, GpuSettings settings, boolean once) {
        return listen(socket, new GpuService(settings, once, Optional.empty()));
    }

    /// Serves a VMM that the caller starts.
    ///
    /// @param arrival called on the device thread when the VMM has connected
    public static GpuService listen(
            UnixServerSocket socket, GpuSettings settings, Runnable arrival) {
        return listen(socket, new GpuService(settings, true, Optional.of(arrival)));
    }

    private static GpuService listen(UnixServerSocket socket, GpuService service) {
        service.server.listen(socket);
        service.start();
        return service;
    }

    public static GpuService serve(UnixSocket socket, GpuSettings settings) {
        GpuService service = new GpuService(settings, true, Optional.empty());
        service.server.serve(socket);
        service.start();
        return service;
    }

    /// Messages of a VMM wait in its socket until the rehearsal has ended.
    private void start() {
        service.start(Rehearsal::awaitEnd);
    }

    private final class ServerEvents extends VmmEvents {
        private final LogLimit guestFaults = limit(FAULTS_PER_MINUTE, System.Logger.Level.WARNING);

        private ServerEvents(boolean once, Optional<Runnable> expected) {
            super(control, once, expected);
        }

        @Override
        public void disconnected(Optional<String> fault) {
            releaseVmmSocket();
            super.disconnected(fault);
        }

        private void guestFault(String message) {
            control.countGuestFault();
            guestFaults.log(message);
        }
    }

    @Override
    public Device control() {
        return control;
    }

    /// Without exactly one socket in the message the VMM's own display shows nothing.
    private void vmmSocket(List<Fd> fds) {
        unusedSocket.forEach(Fd::close);
        unusedSocket = List.of();
        if (vmm.isPresent() && fds.size() == 1) {
            vmm.get().connect(fds.getFirst());
        } else {
            // Kept open and unused: QEMU would complain about a closed one.
            unusedSocket = List.copyOf(fds);
        }
    }

    private void releaseVmmSocket() {
        vmm.ifPresent(VmmDisplay::vmmGone);
        unusedSocket.forEach(Fd::close);
        unusedSocket = List.of();
    }

    @Override
    public Optional<String> awaitEnd() throws InterruptedException {
        return events.awaitEnd();
    }

    @Override
    public void close() {
        try (CloseStack last = new CloseStack()) {
            displays.forEach(display -> last.add(display::close));
            service.stop();
            device.close();
            exports.close();
            releaseVmmSocket();
        }
        // Not reached if the thread is stuck, because it still uses its loop.
        service.close();
    }
}
