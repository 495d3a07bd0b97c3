// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.control.input.InputTarget;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.hands.VmmHands;
import dev.zeropane.input.Desktop;
import dev.zeropane.input.DeviceThread;
import dev.zeropane.input.InputDevice;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.service.control.KeyboardLeds;
import dev.zeropane.service.hands.Hands;
import dev.zeropane.vhostuser.DeviceBinding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Keyboard, tablet and touch screen of a guest, on their own device thread.
public final class InputService implements AutoCloseable {
    /// The socket of each device.
    public record Sockets(Path keyboard, Path tablet, Path touchScreen) {}

    private static final System.Logger LOG = System.getLogger(InputService.class.getName());

    private static final int FAULTS_PER_MINUTE = 10;
    private static final DeviceBinding BINDING =
            new DeviceBinding(InputDevice.FEATURES, InputDevice.QUEUES, Map.of());

    private final VhostUserService service = new VhostUserService("zeropane-input");
    private final KeyboardLeds leds = new KeyboardLeds();
    private final Map<InputPart, InputDevice> devices = new EnumMap<>(InputPart.class);
    private final Hands hands;

    private InputService(Sockets sockets, Supplier<Desktop> desktop, Optional<VmmHands> vmm) {
        this.hands = new Hands(devices, vmm, desktop);
        DeviceThread thread = thread(service.loop());
        listen(
                InputPart.KEYBOARD,
                "keyboard",
                sockets.keyboard(),
                faults -> InputDevice.keyboard(thread, leds, faults));
        listen(
                InputPart.POINTER,
                "tablet",
                sockets.tablet(),
                faults -> InputDevice.tablet(thread, desktop, faults));
        listen(
                InputPart.TOUCH,
                "touch screen",
                sockets.touchScreen(),
                faults -> InputDevice.touchScreen(thread, desktop, faults));
    }

    /// Waits for the VMM at the sockets of the input devices.
    ///
    /// @param desktop the screens that pointer and fingers move on
    /// @param vmm the VMM's own keyboard and pointer, if it can be told what people do
    public static InputService listen(
            Sockets sockets, Supplier<Desktop> desktop, Optional<VmmHands> vmm) {
        InputService service = new InputService(sockets, desktop, vmm);
        service.service.start();
        return service;
    }

    private void listen(
            InputPart part,
            String name,
            Path socket,
            Function<Consumer<String>, InputDevice> device) {
        Faults faults = new Faults(name);
        InputDevice made = device.apply(faults::guestFault);
        devices.put(part, made);
        made.followDriver(driven -> hands.driven(part, driven));
        service.server(BINDING, made, faults, faults::guestFault)
                .listen(UnixServerSocket.listen(socket));
    }

    private static DeviceThread thread(EventLoop loop) {
        return new DeviceThread() {
            @Override
            public void execute(Runnable task) {
                loop.post(task);
            }

            @Override
            public void after(Duration delay, Runnable task) {
                loop.after(delay, task);
            }
        };
    }

    /// Takes the users' input.
    public InputSink sink() {
        return hands;
    }

    /// The LEDs of the guest's keyboard.
    KeyboardLeds leds() {
        return leds;
    }

    /// The devices for the control socket.
    ///
    /// @param sizes takes the sizes that clients wish
    InputTarget target(SizeWishes sizes) {
        InputSink sink = sink();
        return new InputTarget() {
            @Override
            public InputSink sink() {
                return sink;
            }

            @Override
            public SizeWishes sizes() {
                return sizes;
            }

            @Override
            public CompletableFuture<Boolean> isRead(InputPart part) {
                return CompletableFuture.supplyAsync(
                        () -> hands.isTakenByVmm(part).orElseGet(() -> devices.get(part).isRead()),
                        service.loop()::post);
            }

            @Override
            public Map<String, Object> takers() {
                return hands.takers();
            }

            @Override
            public Lights lights() {
                return leds.lights();
            }

            @Override
            public void whenLightsChange(Consumer<Lights> changes) {
                leds.tell(changes);
            }
        };
    }

    @Override
    public void close() {
        service.stop();
        service.close();
    }

    /// Logs faults only; the graphics card logs that the VMM connects and disconnects.
    private static final class Faults implements PeerServer.Events {
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

        private void guestFault(String message) {
            log.log(message);
        }
    }
}
