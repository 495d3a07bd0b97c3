// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.builtinguest.BuiltinGuest;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.display.Mode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// The built-in guest, on a thread of its own: it talks to the device as any VMM does, through
/// socket and rings.
public final class BuiltinGuestRunner implements AutoCloseable {
    private static final long MEBIBYTE = 1L << 20;

    /// Beside the two framebuffers, scattered with gaps: rings, requests and room to spare.
    private static final long SPARE = 64 * MEBIBYTE;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<Optional<String>> failure =
            new AtomicReference<>(Optional.empty());
    private final Thread thread;

    private BuiltinGuestRunner(Path socket, Mode mode) {
        thread = Thread.ofPlatform().name("zeropane-guest").daemon().start(() -> run(socket, mode));
    }

    public static BuiltinGuestRunner start(Path socket, Mode mode) {
        return new BuiltinGuestRunner(socket, mode);
    }

    private void run(Path socket, Mode mode) {
        // Scattered pages take twice their size; in whole MiB, as RAM comes.
        long framebuffers = ((4L * 4 * mode.width() * mode.height()) / MEBIBYTE + 1) * MEBIBYTE;
        VmmOptions options = VmmOptions.defaults().withRamSize(SPARE + framebuffers);
        try (Vmm vmm = Vmm.connect(socket, options)) {
            new BuiltinGuest(vmm, mode.width(), mode.height()).run(() -> !stop.get());
        } catch (RuntimeException e) {
            if (!stop.get()) {
                failure.set(Optional.of("the built-in guest failed: " + e.getMessage()));
            }
        }
    }

    /// Waits until the guest ends by itself.
    ///
    /// @return whether it did within the time
    public boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedJoin(thread, Math.max(1, unit.toMillis(time)));
        return !thread.isAlive();
    }

    /// What went wrong, if the guest has ended and something did.
    Optional<String> failure() {
        return failure.get();
    }

    /// Ends the guest now and waits for it.
    @Override
    public void close() {
        stop.set(true);
        try {
            TimeUnit.SECONDS.timedJoin(thread, 5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
