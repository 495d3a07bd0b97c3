package dev.zeropane.cli;

import dev.zeropane.control.Device;
import dev.zeropane.control.InstanceName;
import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.vmm.VmmDisplay;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A virtio-gpu served over vhost-user, on a thread of its own.
final class GpuService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GpuService.class.getName());

    /// What to serve.
    ///
    /// @param outputs number of screens
    /// @param sizes of the screens; if there are none, the VMM says, or nobody
    /// @param copy never share, always copy
    /// @param maxHostMemory most bytes the guest's resources may take here
    /// @param displays where the screens are shown; closed with the service
    /// @param vmm how the VMM's user interface shows them too, if it does
    /// @param pinned how much guest memory may be pinned, by `exporter`
    /// @param exporter makes dma-bufs of guest memory; closed with the service
    record Settings(
            int outputs,
            Optional<ScreenSizes> sizes,
            boolean copy,
            long maxHostMemory,
            List<Display> displays,
            Optional<DisplayOption.Vmm> vmm,
            PinBudget pinned,
            Exporter exporter) {}

    /// `VHOST_USER_GPU_SET_SOCKET`: QEMU hands over a socket for its own display.
    private static final int VHOST_USER_GPU_SET_SOCKET = 33;

    private static final int FAULTS_PER_MINUTE = 10;

    /// VMMs come and go by the hand of a person or of a test, not by the hundred.
    private static final int CONNECTIONS_PER_MINUTE = 100;

    private final VhostUserService service = new VhostUserService("zeropane-gpu");
    private final List<Display> displays;
    private final Optional<VmmDisplay> vmm;
    private final Exporter exporter;
    private final GpuDevice device;
    private final VhostUserServer server;
    private final GpuControl control;
    private final boolean once;
    private final Optional<Runnable> expected;
    private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
    private List<Fd> unusedSocket = List.of();

    /// Takes over the displays in `settings`.
    ///
    /// @param once end after the first VMM
    /// @param expected called when the VMM has connected, on the device thread; that it comes and
    ///   goes is then no news
    private GpuService(Settings settings, boolean once, Optional<Runnable> expected) {
        this.once = once;
        this.expected = expected;
        this.vmm = settings.vmm().map(this::vmmDisplay);
        this.exporter = new LoggedExporter(settings.exporter());
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
                                exporter));
        this.control =
                new GpuControl(service.loop(), device, settings.outputs(), settings.pinned());
        DeviceBinding binding =
                new DeviceBinding(
                        GpuDevice.FEATURES,
                        GpuDevice.QUEUES,
                        Map.of(VHOST_USER_GPU_SET_SOCKET, this::vmmSocket));
        this.server = service.server(binding, device, new ServerEvents());
    }

    private VmmDisplay vmmDisplay(DisplayOption.Vmm option) {
        LogLimit faults =
                new LogLimit(
                        FAULTS_PER_MINUTE,
                        message -> LOG.log(System.Logger.Level.WARNING, message));
        return new VmmDisplay(service.loop(), faults::log, option.dmaBufs());
    }

    /// Sizes that were asked for hold; else it is for the VMM's user interface to say.
    private ScreenSizes sizes(Optional<ScreenSizes> asked) {
        return asked.or(() -> vmm.map(ScreenSizes.class::cast))
                .orElseGet(() -> ScreenSizes.fixed(Mode.DEFAULT));
    }

    static GpuService listen(UnixServerSocket socket, Settings settings, boolean once) {
        return listen(socket, new GpuService(settings, once, Optional.empty()));
    }

    /// For a VMM that the caller starts.
    ///
    /// @param arrival called when it has connected, on the device thread
    static GpuService listen(UnixServerSocket socket, Settings settings, Runnable arrival) {
        return listen(socket, new GpuService(settings, true, Optional.of(arrival)));
    }

    private static GpuService listen(UnixServerSocket socket, GpuService service) {
        service.server.listen(socket);
        service.service.start();
        return service;
    }

    static GpuService serve(UnixSocket socket, Settings settings) {
        GpuService service = new GpuService(settings, true, Optional.empty());
        service.server.serve(socket);
        service.service.start();
        return service;
    }

    private final class ServerEvents implements VhostUserServer.Events {
        private final LogLimit guestFaults =
                new LogLimit(
                        FAULTS_PER_MINUTE,
                        message -> LOG.log(System.Logger.Level.WARNING, message));
        private final LogLimit refusals =
                new LogLimit(
                        FAULTS_PER_MINUTE, message -> LOG.log(System.Logger.Level.ERROR, message));
        private final LogLimit connections =
                new LogLimit(
                        2 * CONNECTIONS_PER_MINUTE,
                        message ->
                                LOG.log(
                                        expected.isPresent()
                                                ? System.Logger.Level.DEBUG
                                                : System.Logger.Level.INFO,
                                        message));
        private final LogLimit vmmFaults =
                new LogLimit(
                        CONNECTIONS_PER_MINUTE,
                        message -> LOG.log(System.Logger.Level.ERROR, message));

        @Override
        public void connected(Optional<Credentials> peer) {
            control.connected(peer);
            displays.forEach(display -> display.guestChanged(() -> name(peer)));
            connections.log("a VMM connected");
            expected.ifPresent(Runnable::run);
        }

        @Override
        public void refused(String reason) {
            refusals.log("a VMM was turned away: " + reason);
        }

        @Override
        public void disconnected(Optional<String> fault) {
            fault.ifPresent(vmmFaults::log);
            connections.log("the VMM is gone");
            releaseVmmSocket();
            control.disconnected();
            if (once) {
                ended.complete(fault);
            }
        }

        @Override
        public void guestFault(String message) {
            control.guestFault();
            guestFaults.log(message);
        }
    }

    private static Optional<String> name(Optional<Credentials> vmm) {
        return vmm.filter(process -> process.pid() > 0)
                .flatMap(process -> InstanceName.ofVmm(process.pid()));
    }

    /// What the control socket asks; until [#close].
    Device control() {
        return control;
    }

    /// A VMM without exactly one socket in this message has none that works, which is its own loss.
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
        vmm.ifPresent(VmmDisplay::disconnect);
        unusedSocket.forEach(Fd::close);
        unusedSocket = List.of();
    }

    /// Waits for the end of the only VMM of a service that serves just one.
    ///
    /// @return what went wrong, if anything
    Optional<String> awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        service.stop();
        device.close();
        exporter.close();
        releaseVmmSocket();
        displays.forEach(Display::close);
        service.close();
    }
}
