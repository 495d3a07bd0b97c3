// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.cli.process.OnExit;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.cli.process.StandardError;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/// A command as a process of its own, whose work comes to its end while a signal's cleaning up is
/// not done yet.
public final class StandInWork {
    private static final int FAILED = 1;

    private StandInWork() {}

    /// @param args the status that a signal is to give, if it is not the usual one
    public static void main(String[] args) throws InterruptedException {
        StandardError.install();
        OptionalInt status =
                args.length == 0 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(args[0]));
        CountDownLatch over = new CountDownLatch(1);
        OnExit _ =
                new OnExit(
                        () -> {
                            over.countDown();
                            while (ProcessEnd.status().isEmpty()) {
                                Thread.onSpinWait();
                            }
                        },
                        Duration.ZERO,
                        () -> status);
        System.err.println("working");
        over.await();
        ProcessEnd.exit(FAILED);
    }
}
