// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.Device;
import dev.zeropane.display.Display;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A graphics card as the control socket uses it: requests are posted to its device thread.
public abstract class DeviceControl implements Device {
    /// The display name of watching clients' surfaces in the counters.
    static final String WATCHER = "watch";

    private final EventLoop loop;
    private final VmmNames names;
    private volatile Runnable nameChanged = () -> {};

    /// @param displays get the VMM's name
    DeviceControl(EventLoop loop, List<Display> displays) {
        this.loop = loop;
        List<Consumer<Optional<String>>> listeners = new ArrayList<>();
        displays.forEach(display -> listeners.add(display::guestChanged));
        listeners.add(_ -> nameChanged.run());
        this.names = new VmmNames(listeners);
    }

    /// Runs a task on the device thread.
    final void post(Runnable task) {
        loop.post(task);
    }

    /// Evaluates a question on the device thread.
    final <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop::post);
    }

    /// A VMM has connected.
    public final void connected(Optional<Credentials> peer) {
        names.connected(
                peer.filter(p -> p.pid() > 0)
                        .map(p -> OptionalInt.of(p.pid()))
                        .orElse(OptionalInt.empty()));
    }

    public final void disconnected() {
        names.disconnected();
    }

    /// Delays an answer until the VMM's name is known, or a time limit is reached.
    final <T> CompletableFuture<T> afterName(CompletableFuture<T> answer) {
        return answer.thenCombine(names.soon(), (given, _) -> given);
    }

    @Override
    public final Optional<String> vmmName() {
        return names.known();
    }

    @Override
    public final OptionalInt vmm() {
        return names.process();
    }

    @Override
    public final void whenVmmNameChanges(Runnable told) {
        nameChanged = told;
    }
}
