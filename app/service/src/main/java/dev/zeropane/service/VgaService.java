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

/// A VGA served over vfio-user: one screen, and a card for each VMM that connects.
public final class VgaService extends CardService {
    private final List<Display> displays;
    private final VgaScreen screen;
    private final VgaControl control;
    private final VmmEvents events;
    private final PeerServer server;

    private VgaService(VgaSettings settings, ServedVmms vmms) {
        super("zeropane-vga", settings.card());
        this.displays = settings.card().displays();
        VgaOptions card =
                new VgaOptions(settings.videoMemory(), settings.preferred(), exports().exporter());
        this.screen = new VgaScreen(displays, loop()::post);
        this.control = new VgaControl(loop(), displays, screen, exports().pinned());
        this.events = new VmmEvents(control, vmms);
        this.server = VfioUserServer.of(loop(), () -> new VgaDevice(card, screen), events);
    }

    /// Serves the VMMs that connect. Takes ownership of the displays in `settings`.
    public static VgaService listen(
            UnixServerSocket socket, VgaSettings settings, ServedVmms vmms) {
        VgaService service = new VgaService(settings, vmms);
        service.server.listen(socket);
        service.start(() -> {});
        return service;
    }

    @Override
    public Device control() {
        return control;
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
        screen.close();
    }
}
