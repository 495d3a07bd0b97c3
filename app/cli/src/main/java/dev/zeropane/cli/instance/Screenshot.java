// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlException;
import dev.zeropane.display.Frame;
import dev.zeropane.display.png.PngDisplay;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// What a screen shows now, as a PNG.
public final class Screenshot {
    private Screenshot() {}

    /// Writes it to a file.
    ///
    /// @param file `-` for standard output
    /// @throws ControlException if the screen shows nothing
    public static void write(ControlClient client, int scanout, String file) {
        if (file.equals("-")) {
            take(client, scanout, frame -> PngDisplay.write(frame, System.out));
            System.out.flush();
        } else {
            take(client, scanout, frame -> PngDisplay.write(frame, Path.of(file)));
        }
    }

    private static void take(ControlClient client, int scanout, Consumer<Frame> writer) {
        AtomicBoolean taken = new AtomicBoolean();
        client.watch(scanout);
        boolean answered =
                client.next(
                        ControlClient.ANSWER_TIMEOUT,
                        message -> {
                            writer.accept(message.frame());
                            taken.set(true);
                        },
                        () -> {});
        if (!answered) {
            throw new ControlException("the device does not answer");
        }
        if (!taken.get()) {
            throw new ControlException("screen " + scanout + " shows nothing");
        }
    }
}
