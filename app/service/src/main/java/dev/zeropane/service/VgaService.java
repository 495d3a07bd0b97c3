// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.Device;
import dev.zeropane.display.Display;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.service.control.VgaControl;
import dev.zeropane.vfiouser.VfioUserServer;
import dev.zeropane.vga.VgaDevice;
import dev.zeropane.vga.VgaOptions;
import dev.zeropane.vga.VgaScreen;
import java.util.List;
import java.util.Optional;

/// A VGA served over vfio-user: one screen, and a card for each VMM that connects.
public final class VgaService implements DisplayService {
    private final DeviceThread thread = new DeviceThread("zeropane-vga");
    private final List<Display> displays;
    private final Exports exports;
    private final VgaScreen screen;
    private final VgaControl control;
    private final VmmEvents events;
    private final PeerServer server;

    private VgaService(VgaSettings settings, boolean once, Optional<Runnable> expected) {
        this.displays = settings.displays();
        this.exports = Exports.open(settings.maxPinned(), settings.exporter());
        VgaOptions card =
                new VgaOptions(settings.videoMemory(), settings.preferred(), exports.exporter());
        this.screen = new VgaScreen(displays, thread.loop()::post);
        this.control = new VgaControl(thread.loop(), displays, screen, exports.pinned());
        this.events = new VmmEvents(control, once, expected);
        this.server = VfioUserServer.of(thread.loop(), () -> new VgaDevice(card, screen), events);
    }

    /// Takes ownership of the displays in `settings`.
    ///
    /// @param once end after the first VMM
    public static VgaService listen(UnixServerSocket socket, VgaSettings settings, boolean once) {
        return listen(socket, new VgaService(settings, once, Optional.empty()));
    }

    /// Serves a VMM that the caller starts.
    ///
    /// @param arrival called on the device thread when the VMM has connected
    public static VgaService listen(
            UnixServerSocket socket, VgaSettings settings, Runnable arrival) {
        return listen(socket, new VgaService(settings, true, Optional.of(arrival)));
    }

    private static VgaService listen(UnixServerSocket socket, VgaService service) {
        service.server.listen(socket);
        service.thread.start();
        return service;
    }

    @Override
    public Device control() {
        return control;
    }

    @Override
    public Optional<String> awaitEnd() throws InterruptedException {
        return events.awaitEnd();
    }

    @Override
    public void close() {
        try (CloseStack last = new CloseStack()) {
            displays.forEach(display -> last.add(display::close));
            thread.stop();
            server.close();
            screen.close();
            exports.close();
        }
        // Not reached if the thread is stuck, because it still uses its loop.
        thread.close();
    }
}
