// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import java.util.List;
import java.util.Optional;

/// A graphics card served to VMMs on its own device thread: what is the same for every kind.
abstract class CardService implements DisplayService {
    private final DeviceThread thread;
    private final Exports exports;

    /// @param name of the thread
    CardService(String name, CardSettings settings) {
        this.thread = new DeviceThread(name);
        this.exports = Exports.open(settings);
    }

    final EventLoop loop() {
        return thread.loop();
    }

    /// The dma-bufs of the card.
    final Exports exports() {
        return exports;
    }

    /// The displays that show it.
    abstract List<Display> displays();

    abstract PeerServer server();

    abstract VmmEvents events();

    /// Closes the card. Its thread has ended before.
    abstract void closeCard();

    /// Begins to serve.
    ///
    /// @param preparation runs on the device thread before its event loop
    final void start(Runnable preparation) {
        displays().forEach(display -> display.statsFrom(control()::stats));
        thread.start(preparation);
    }

    @Override
    public final Optional<String> awaitEnd() throws InterruptedException {
        return events().awaitEnd();
    }

    @Override
    public final void close() {
        try (CloseStack last = new CloseStack()) {
            displays().forEach(display -> last.add(display::close));
            thread.stop();
            server().close();
            closeCard();
            exports.close();
        }
        // Not reached if the thread is stuck, because it still uses its loop.
        thread.close();
    }
}
