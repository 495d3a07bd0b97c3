// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.StatsJson;
import dev.zeropane.display.Display;
import dev.zeropane.display.Surface;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.gpu.GpuStats;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A virtio-gpu as the control socket uses it.
public final class GpuControl extends DeviceControl {
    private final GpuDevice device;
    private final int scanouts;
    private final Budget pinned;

    /// Device thread only.
    private long guestFaults;

    public GpuControl(
            EventLoop loop, List<Display> displays, GpuDevice device, int scanouts, Budget pinned) {
        super(loop, displays);
        this.device = device;
        this.scanouts = scanouts;
        this.pinned = pinned;
    }

    public void countGuestFault() {
        guestFaults++;
    }

    @Override
    public int scanouts() {
        return scanouts;
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        return CompletableFuture.runAsync(
                () -> device.attach(scanout, WATCHER, surface), this::post);
    }

    @Override
    public void detach(Surface surface) {
        post(() -> device.detach(surface));
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return afterName(ask(this::members));
    }

    private Map<String, Object> members() {
        GpuStats stats = device.stats();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", "gpu");
        members.put("resources", stats.resources());
        members.put("hostMemory", StatsJson.used(stats.hostMemoryUsed(), stats.hostMemoryLimit()));
        members.put("mappings", StatsJson.used(stats.mappingsUsed(), stats.mappingsLimit()));
        members.put("pinned", StatsJson.used(pinned));
        members.put("guestFaults", guestFaults);
        members.put("unseenTransfers", stats.unseenTransfers());
        members.put("unseenBytesCopied", stats.unseenBytesCopied());
        members.put("scanouts", StatsJson.screens(stats.scanouts()));
        return members;
    }
}
