package dev.zeropane.cli;

import dev.zeropane.control.Device;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.gpu.GpuDevice;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// The device as the control socket sees it: what is asked is posted to the device's own thread.
final class GpuControl implements Device {
    /// What the surfaces of those who watch are called in the numbers.
    private static final String WATCHER = "watch";

    private final EventLoop loop;
    private final GpuDevice device;
    private final int scanouts;
    private final PinBudget pinned;
    private volatile OptionalInt vmm = OptionalInt.empty();

    /// The device thread's alone.
    private long guestFaults;

    GpuControl(EventLoop loop, GpuDevice device, int scanouts, PinBudget pinned) {
        this.loop = loop;
        this.device = device;
        this.scanouts = scanouts;
        this.pinned = pinned;
    }

    /// A VMM is there.
    void connected(Optional<Credentials> peer) {
        vmm =
                peer.filter(p -> p.pid() > 0)
                        .map(p -> OptionalInt.of(p.pid()))
                        .orElse(OptionalInt.empty());
    }

    void disconnected() {
        vmm = OptionalInt.empty();
    }

    void guestFault() {
        guestFaults++;
    }

    @Override
    public int scanouts() {
        return scanouts;
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        return CompletableFuture.runAsync(
                () -> device.attach(scanout, WATCHER, surface), loop::post);
    }

    @Override
    public void detach(Surface surface) {
        loop.post(() -> device.detach(surface));
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return CompletableFuture.supplyAsync(
                () -> StatsJson.of(device.stats(), pinned, guestFaults), loop::post);
    }

    @Override
    public OptionalInt vmm() {
        return vmm;
    }
}
