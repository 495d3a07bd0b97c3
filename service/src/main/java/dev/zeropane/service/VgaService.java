package dev.zeropane.service;

import dev.zeropane.control.Device;
import dev.zeropane.display.Display;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.vfiouser.VfioUserServer;
import dev.zeropane.vga.VgaDevice;
import dev.zeropane.vga.VgaOptions;
import dev.zeropane.vga.VgaScreen;
import java.util.List;
import java.util.Optional;

/// A VGA served over vfio-user: a screen that stays, and a card for each VMM that comes.
public final class VgaService implements DisplayService {
    /// What to serve.
    ///
    /// @param card its exporter is closed with the service
    /// @param displays where the screen is shown; closed with the service
    /// @param pinned how much guest memory may be pinned, by the card's exporter
    public record Settings(VgaOptions card, List<Display> displays, PinBudget pinned) {}

    private final DeviceThread thread = new DeviceThread("zeropane-vga");
    private final Settings settings;
    private final VgaScreen screen;
    private final VgaControl control;
    private final VmmEvents events;
    private final PeerServer server;

    private VgaService(Settings settings, boolean once, Optional<Runnable> expected) {
        this.settings = settings;
        this.screen = new VgaScreen(settings.displays(), thread.loop()::post);
        this.control =
                new VgaControl(thread.loop(), settings.displays(), screen, settings.pinned());
        this.events = new VmmEvents(control, once, expected);
        this.server =
                VfioUserServer.of(
                        thread.loop(), () -> new VgaDevice(settings.card(), screen), events);
    }

    /// Takes over the displays in `settings`.
    ///
    /// @param once end after the first VMM
    public static VgaService listen(UnixServerSocket socket, Settings settings, boolean once) {
        return listen(socket, new VgaService(settings, once, Optional.empty()));
    }

    /// For a VMM that the caller starts.
    ///
    /// @param arrival called when it has connected, on the device thread
    public static VgaService listen(UnixServerSocket socket, Settings settings, Runnable arrival) {
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
            settings.displays().forEach(display -> last.add(display::close));
            thread.stop();
            server.close();
            screen.close();
            settings.card().exporter().close();
        }
        // Not if its thread is stuck, which uses it.
        thread.close();
    }
}
