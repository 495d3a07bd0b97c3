// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.VmmProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What the VMM at hand calls itself. The kernel is asked on a thread of its own, as it may take
/// any time to read another process's command line. Any thread.
final class VmmNames {
    /// How long who asks for the name waits for one that is not yet known.
    private static final long SECONDS_TO_TELL = 1;

    private final List<Consumer<Optional<String>>> listeners;

    // Guarded by this.
    private CompletableFuture<Optional<VmmProcess>> vmm = nobody();
    private OptionalInt peer = OptionalInt.empty();
    private OptionalInt wanted = OptionalInt.empty();
    private boolean asking;
    private Optional<String> told = Optional.empty();

    /// @param listeners told when the name has changed and when a VMM has gone, on a thread of this
    ///   class or the caller's; they must not block
    VmmNames(List<Consumer<Optional<String>>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    private static CompletableFuture<Optional<VmmProcess>> nobody() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /// Another VMM is there.
    synchronized void connected(OptionalInt pid) {
        vmm = pid.isPresent() ? new CompletableFuture<>() : nobody();
        peer = pid;
        wanted = pid;
        if (pid.isPresent() && !asking) {
            asking = true;
            Thread.ofPlatform().daemon().name("zeropane-vmm-name").start(this::ask);
        }
    }

    synchronized void disconnected() {
        connected(OptionalInt.empty());
        tell(Optional.empty());
    }

    private void ask() {
        for (OptionalInt pid = next(); pid.isPresent(); pid = next()) {
            answer(pid, VmmProcess.of(pid.getAsInt()));
        }
    }

    private synchronized OptionalInt next() {
        asking = wanted.isPresent();
        return wanted;
    }

    /// Another VMM may be at hand by now.
    private synchronized void answer(OptionalInt pid, VmmProcess found) {
        if (wanted.equals(pid)) {
            wanted = OptionalInt.empty();
            boolean _ = vmm.complete(Optional.of(found));
            // Who asks again and again for a name that there is not changes nothing.
            if (!found.name().equals(told)) {
                tell(found.name());
            }
        }
    }

    private void tell(Optional<String> found) {
        told = found;
        listeners.forEach(listener -> listener.accept(found));
    }

    /// The name, if it is known.
    synchronized Optional<String> known() {
        return vmm.getNow(Optional.empty()).flatMap(VmmProcess::name);
    }

    /// The process that runs the guest, if there is one: who made the socket may be somebody else.
    synchronized OptionalInt process() {
        return vmm.getNow(Optional.empty())
                .map(process -> OptionalInt.of(process.pid()))
                .orElse(peer);
    }

    /// Completes soon: when the VMM is known, or with nothing if it is not known by then. One that
    /// had no name is looked for again, as libvirt starts us before its QEMU.
    synchronized CompletableFuture<Optional<VmmProcess>> soon() {
        if (vmm.isDone() && known().isEmpty() && peer.isPresent()) {
            connected(peer);
        }
        return vmm.copy().completeOnTimeout(Optional.empty(), SECONDS_TO_TELL, TimeUnit.SECONDS);
    }
}
