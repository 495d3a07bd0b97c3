// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.process.StandardError;
import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Waits until a guest draws for the first time, which may take it a minute, and shows that it
/// does.
final class FirstPicture {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Back to the line's beginning, and away with what is there.
    private static final String AGAIN = "\r\033[K";

    private FirstPicture() {}

    /// Waits on a thread of its own.
    ///
    /// @param client closed at the end
    /// @param progress whether a line on the terminal says for how long, until it is over
    /// @param drawn run then, unless the guest ends before
    static void await(ControlClient client, boolean progress, Runnable drawn) {
        Thread.ofPlatform()
                .daemon()
                .name("zeropane-progress")
                .start(() -> {
                    try (client) {
                        await(client, progress);
                    } catch (ControlException e) {
                        // It is over before the guest has drawn anything.
                        return;
                    }
                    drawn.run();
                });
    }

    private static void await(ControlClient client, boolean progress) {
        PrintStream terminal = StandardError.direct();
        AtomicBoolean shown = new AtomicBoolean();
        int seconds = 0;
        try {
            client.watch(0);
            while (!shown.get()) {
                boolean changed = client.next(SECOND, _ -> shown.set(true), () -> {});
                if (!changed && progress) {
                    seconds++;
                    terminal.print(
                            AGAIN + "zeropane: waiting for the guest to draw, " + seconds + " s");
                    terminal.flush();
                }
            }
        } finally {
            if (seconds > 0) {
                terminal.print(AGAIN);
                terminal.flush();
            }
        }
    }
}
