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
import dev.zeropane.vhostuser.VhostUserServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A virtio-gpu served over vhost-user, on its own device thread.
public final class GpuService extends CardService {
    /// `VHOST_USER_GPU_SET_SOCKET`: QEMU sends a socket for its own display.
    static final int VHOST_USER_GPU_SET_SOCKET = 33;

    private final List<Display> displays;
    private final Optional<VmmDisplay> vmm;
    private final GpuDevice device;
    private final PeerServer server;
    private final GpuControl control;
    private final ServerEvents events;
    private List<Fd> unusedSocket = List.of();

    /// Takes ownership of the displays in `settings`.
    private GpuService(GpuSettings settings, ServedVmms vmms) {
        super("zeropane-gpu", settings.card());
        this.vmm = settings.vmm().map(this::vmmDisplay);
        List<Display> all = new ArrayList<>(settings.card().displays());
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
                                exports().exporter()));
        this.control =
                new GpuControl(loop(), displays, device, settings.outputs(), exports().pinned());
        DeviceBinding binding =
                new DeviceBinding(
                        GpuDevice.FEATURES,
                        GpuDevice.QUEUES,
                        Map.of(VHOST_USER_GPU_SET_SOCKET, this::vmmSocket));
        this.events = new ServerEvents(vmms);
        this.server = VhostUserServer.of(loop(), binding, device, events, events::guestFault);
    }

    private VmmDisplay vmmDisplay(VmmPictures pictures) {
        LogLimit faults = VmmEvents.limit(VmmEvents.FAULTS_PER_MINUTE, System.Logger.Level.WARNING);
        return new VmmDisplay(loop(), faults::log, pictures == VmmPictures.DMA_BUFS);
    }

    /// The sizes of the settings; else those of the VMM's user interface.
    private ScreenSizes sizes(Optional<ScreenSizes> asked) {
        return asked.or(() -> vmm.map(ScreenSizes.class::cast))
                .orElseGet(() -> ScreenSizes.fixed(Mode.DEFAULT));
    }

    /// Serves the VMMs that connect. Takes ownership of the displays in `settings`.
    public static GpuService listen(
            UnixServerSocket socket, GpuSettings settings, ServedVmms vmms) {
        GpuService service = new GpuService(settings, vmms);
        service.server.listen(socket);
        service.start();
        return service;
    }

    /// Serves the VMM at the other end of a socket. Takes over the displays in `settings`.
    public static GpuService serve(UnixSocket socket, GpuSettings settings) {
        GpuService service = new GpuService(settings, ServedVmms.first());
        service.server.serve(socket);
        service.start();
        return service;
    }

    /// Messages of a VMM wait in its socket until the rehearsal has ended.
    private void start() {
        start(Rehearsal::awaitEnd);
    }

    private final class ServerEvents extends VmmEvents {
        private final LogLimit guestFaults = limit(FAULTS_PER_MINUTE, System.Logger.Level.WARNING);

        private ServerEvents(ServedVmms vmms) {
            super(control, vmms);
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
    List<Display> displays() {
        return displays;
    }

    @Override
    PeerServer server() {
        return server;
    }

    @Override
    VmmEvents events() {
        return events;
    }

    @Override
    void closeCard() {
        device.close();
        releaseVmmSocket();
    }
}
