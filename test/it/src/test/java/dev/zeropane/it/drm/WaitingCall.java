// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call on a thread of its own, of which the kernel tells whether it makes it wait.
final class WaitingCall {
    /// Numbers of system calls on x86-64.
    static final int POLL = 7;

    static final int IOCTL = 16;

    /// Less than the time after which vgem's fences expire.
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final CompletableFuture<Path> thread = new CompletableFuture<>();
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();

    WaitingCall(Runnable call) {
        Thread.ofPlatform().daemon().start(() -> run(call));
    }

    private void run(Runnable call) {
        try {
            thread.complete(
                    Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self"))));
            call.run();
            result.complete(true);
        } catch (IOException | RuntimeException | Error e) {
            thread.completeExceptionally(e);
            result.completeExceptionally(e);
        }
    }

    /// Waits until it sleeps in a system call of this number.
    void awaitSleepingIn(int syscall) {
        Path path = get(thread).resolve("syscall");
        Await.untilTrue(
                () -> "a thread that sleeps in system call " + syscall,
                LIMIT,
                () -> {
                    assertFalse(result.isDone(), "it did not wait");
                    return syscall(path).startsWith(syscall + " ");
                });
    }

    /// The number of the system call the thread sleeps in, and its arguments; `running` if none.
    private static String syscall(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            // The thread has ended.
            return "";
        }
    }

    /// Waits until it has returned.
    void awaitReturn() {
        boolean _ = get(result);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
