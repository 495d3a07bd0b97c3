package dev.zeropane.cli;

import dev.zeropane.control.InstanceName;
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
    private CompletableFuture<Optional<String>> name = nobody();
    private OptionalInt wanted = OptionalInt.empty();
    private boolean asking;

    /// @param listeners told when the name has changed, on a thread of this class or the caller's;
    ///   they must not block
    VmmNames(List<Consumer<Optional<String>>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    private static CompletableFuture<Optional<String>> nobody() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /// Another VMM is there.
    synchronized void connected(OptionalInt pid) {
        name = pid.isPresent() ? new CompletableFuture<>() : nobody();
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
            Optional<String> found = InstanceName.ofVmm(pid.getAsInt());
            answer(pid, found);
        }
    }

    private synchronized OptionalInt next() {
        asking = wanted.isPresent();
        return wanted;
    }

    /// Another VMM may be at hand by now.
    private synchronized void answer(OptionalInt pid, Optional<String> found) {
        if (wanted.equals(pid)) {
            wanted = OptionalInt.empty();
            boolean _ = name.complete(found);
            tell(found);
        }
    }

    private void tell(Optional<String> found) {
        listeners.forEach(listener -> listener.accept(found));
    }

    /// The name, if it is known.
    synchronized Optional<String> known() {
        return name.getNow(Optional.empty());
    }

    /// Completes soon: with the name, or with nothing if it is not known by then.
    synchronized CompletableFuture<Optional<String>> soon() {
        return name.copy().completeOnTimeout(Optional.empty(), SECONDS_TO_TELL, TimeUnit.SECONDS);
    }
}
