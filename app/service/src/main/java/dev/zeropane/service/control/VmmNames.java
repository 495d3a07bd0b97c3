// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.VmmProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The name of the connected VMM. It is looked up on another thread, because reading another
/// process's command line may take any time. Any thread.
final class VmmNames {
    /// The time limit of [#soon].
    private static final long NAME_TIMEOUT_SECONDS = 1;

    private final List<Consumer<Optional<String>>> listeners;

    // Guarded by this.
    private CompletableFuture<Optional<VmmProcess>> vmm = nobody();
    private OptionalInt peer = OptionalInt.empty();
    private OptionalInt toLookUp = OptionalInt.empty();
    private boolean lookupRunning;
    private Optional<String> announced = Optional.empty();

    /// @param listeners called when the name has changed and when a VMM has gone, on a thread of
    ///   this class or the caller's; they must not block
    VmmNames(List<Consumer<Optional<String>>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    private static CompletableFuture<Optional<VmmProcess>> nobody() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /// Another VMM has connected.
    synchronized void connected(OptionalInt pid) {
        vmm = pid.isPresent() ? new CompletableFuture<>() : nobody();
        peer = pid;
        toLookUp = pid;
        if (pid.isPresent() && !lookupRunning) {
            lookupRunning = true;
            Thread.ofPlatform().daemon().name("zeropane-vmm-name").start(this::lookUp);
        }
    }

    synchronized void disconnected() {
        connected(OptionalInt.empty());
        announce(Optional.empty());
    }

    private void lookUp() {
        for (OptionalInt pid = next(); pid.isPresent(); pid = next()) {
            answer(pid, VmmProcess.of(pid.getAsInt()));
        }
    }

    private synchronized OptionalInt next() {
        lookupRunning = toLookUp.isPresent();
        return toLookUp;
    }

    /// Ignores the result if another VMM has connected meanwhile.
    private synchronized void answer(OptionalInt pid, VmmProcess found) {
        if (toLookUp.equals(pid)) {
            toLookUp = OptionalInt.empty();
            boolean _ = vmm.complete(Optional.of(found));
            // Repeated lookups of a missing name change nothing.
            if (!found.name().equals(announced)) {
                announce(found.name());
            }
        }
    }

    private void announce(Optional<String> found) {
        announced = found;
        listeners.forEach(listener -> listener.accept(found));
    }

    /// The VMM's name, if it is known.
    synchronized Optional<String> known() {
        return vmm.getNow(Optional.empty()).flatMap(VmmProcess::name);
    }

    /// The process that runs the guest, if there is one: another process may have made the socket.
    synchronized OptionalInt process() {
        return vmm.getNow(Optional.empty())
                .map(process -> OptionalInt.of(process.pid()))
                .orElse(peer);
    }

    /// Completes when the VMM is known, or empty after a time limit. A VMM without a name is looked
    /// up again, because libvirt starts this process before its QEMU.
    synchronized CompletableFuture<Optional<VmmProcess>> soon() {
        if (vmm.isDone() && known().isEmpty() && peer.isPresent()) {
            connected(peer);
        }
        return vmm.copy()
                .completeOnTimeout(Optional.empty(), NAME_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
