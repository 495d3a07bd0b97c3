// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.StatsJson;
import dev.zeropane.display.Display;
import dev.zeropane.display.Surface;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.vga.VgaScreen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A VGA's only screen as the control socket uses it.
public final class VgaControl extends DeviceControl {
    private final VgaScreen screen;
    private final Budget pinned;

    public VgaControl(EventLoop loop, List<Display> displays, VgaScreen screen, Budget pinned) {
        super(loop, displays);
        this.screen = screen;
        this.pinned = pinned;
    }

    @Override
    public int scanouts() {
        return 1;
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        return CompletableFuture.completedFuture(surface)
                .thenComposeAsync(s -> screen.attach(WATCHER, s), this::post);
    }

    @Override
    public void detach(Surface surface) {
        post(() -> screen.detach(surface));
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return afterName(ask(this::members));
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", "vga");
        members.put("pinned", StatsJson.used(pinned));
        members.put("scanouts", StatsJson.screens(List.of(screen.stats())));
        return members;
    }
}
