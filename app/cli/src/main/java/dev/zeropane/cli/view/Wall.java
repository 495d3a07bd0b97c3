// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.view;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.DeviceEndedException;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.web.http.WebGuest;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.service.view.ViewService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All devices of this user on a page, each for as long as it runs.
final class Wall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Wall.class.getName());

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final WebServer server;

    // Guarded by this.
    private final Map<Path, ViewService> shown = new HashMap<>();
    private boolean closed;

    /// Devices that could not be shown, which is said once.
    private final Set<Path> refused = new HashSet<>();

    Wall(WebServer server) {
        this.server = server;
    }

    /// Puts devices on the page and takes them off, until it is interrupted or this is closed.
    void follow() throws InterruptedException {
        while (look(Instances.all())) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /// @return false once this is closed
    private synchronized boolean look(List<Instance> running) {
        if (closed) {
            return false;
        }
        takeOffEnded();
        Set<Path> sockets = new HashSet<>();
        for (Instance device : running) {
            sockets.add(device.socket());
            if (device.stats().isPresent()
                    && !shown.containsKey(device.socket())
                    && !refused.contains(device.socket())) {
                add(device);
            }
        }
        refused.retainAll(sockets);
        return true;
    }

    private void takeOffEnded() {
        for (Iterator<Map.Entry<Path, ViewService>> views = shown.entrySet().iterator();
                views.hasNext(); ) {
            Map.Entry<Path, ViewService> view = views.next();
            Optional<ControlException> reason = view.getValue().ended();
            if (reason.isPresent()) {
                if (!(reason.get() instanceof DeviceEndedException)) {
                    refused.add(view.getKey());
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "a guest is shown no more: " + reason.get().getMessage());
                }
                view.getValue().close();
                views.remove();
            }
        }
    }

    private void add(Instance device) {
        try {
            shown.put(
                    device.socket(),
                    ViewService.start(device, (input, sizes) -> open(device, input, sizes)));
        } catch (ControlException | LinuxException e) {
            refused.add(device.socket());
            LOG.log(System.Logger.Level.WARNING, device + " cannot be shown: " + e.getMessage());
        }
    }

    private List<Display> open(Instance device, InputSink input, SizeWishes sizes) {
        int screens = ViewService.screens(device);
        return List.of(
                server.guest(new WebGuest(Optional.of(device.name()), screens, input, sizes)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        shown.values().forEach(ViewService::close);
        shown.clear();
    }
}
