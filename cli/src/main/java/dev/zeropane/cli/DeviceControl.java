package dev.zeropane.cli;

import dev.zeropane.control.Device;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A graphics card as the control socket sees it: what is asked is posted to its device thread.
abstract class DeviceControl implements Device {
    /// What the surfaces of those who watch are called in the numbers.
    static final String WATCHER = "watch";

    private final EventLoop loop;
    private volatile OptionalInt vmm = OptionalInt.empty();

    DeviceControl(EventLoop loop) {
        this.loop = loop;
    }

    /// Posts it to the device thread.
    final void post(Runnable task) {
        loop.post(task);
    }

    /// Asks on the device thread.
    final <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop::post);
    }

    /// A VMM is there.
    final void connected(Optional<Credentials> peer) {
        vmm =
                peer.filter(p -> p.pid() > 0)
                        .map(p -> OptionalInt.of(p.pid()))
                        .orElse(OptionalInt.empty());
    }

    final void disconnected() {
        vmm = OptionalInt.empty();
    }

    @Override
    public final OptionalInt vmm() {
        return vmm;
    }
}
