package dev.zeropane.cli;

import dev.zeropane.display.InputSink;
import dev.zeropane.input.Desktop;
import dev.zeropane.input.InputDevice;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.qemu.Sockets;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Keyboard, tablet and touch screen of a guest, on a thread of their own.
final class InputService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(InputService.class.getName());

    private static final int FAULTS_PER_MINUTE = 10;
    private static final DeviceBinding BINDING =
            new DeviceBinding(InputDevice.FEATURES, InputDevice.QUEUES, Map.of());

    private final VhostUserService service = new VhostUserService("zeropane-input");
    private final List<InputDevice> devices = new ArrayList<>();

    private InputService(Sockets sockets, Supplier<Desktop> desktop) {
        Executor thread = service.loop()::post;
        listen(
                "keyboard",
                sockets.keyboard(),
                // The guest's lights are its own: a keyboard of ours has none.
                faults -> InputDevice.keyboard(thread, (_, _) -> {}, faults));
        listen("tablet", sockets.tablet(), faults -> InputDevice.tablet(thread, desktop, faults));
        listen(
                "touch screen",
                sockets.touchScreen(),
                faults -> InputDevice.touchScreen(thread, desktop, faults));
    }

    /// Waits for QEMU at the sockets of the input devices.
    ///
    /// @param desktop the screens that places are on
    static InputService listen(Sockets sockets, Supplier<Desktop> desktop) {
        InputService service = new InputService(sockets, desktop);
        service.service.start();
        return service;
    }

    private void listen(String name, Path socket, Function<Consumer<String>, InputDevice> device) {
        Faults faults = new Faults(name);
        InputDevice made = device.apply(faults::guestFault);
        devices.add(made);
        service.server(BINDING, made, faults).listen(UnixServerSocket.listen(socket));
    }

    /// Takes what people do.
    InputSink sink() {
        return InputSink.all(devices);
    }

    @Override
    public void close() {
        service.stop();
        service.close();
    }

    /// Says what goes wrong; that QEMU comes and goes, the graphics card says.
    private static final class Faults implements VhostUserServer.Events {
        private final LogLimit log;

        private Faults(String device) {
            this.log =
                    new LogLimit(
                            FAULTS_PER_MINUTE,
                            message ->
                                    LOG.log(System.Logger.Level.WARNING, device + ": " + message));
        }

        @Override
        public void connected(Optional<Credentials> peer) {}

        @Override
        public void disconnected(Optional<String> fault) {
            fault.ifPresent(log::log);
        }

        @Override
        public void refused(String reason) {
            log.log("a VMM was turned away: " + reason);
        }

        @Override
        public void guestFault(String message) {
            log.log(message);
        }
    }
}
