// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.linux.Budget;
import java.util.function.Function;

/// The dma-bufs of one device: what makes them, and how much they pin. Why there is none is said
/// once. Closed by the service that the device is of.
///
/// @param exporter for the device
/// @param pinned what that pins
record Exports(Exporter exporter, Budget pinned) implements AutoCloseable {
    static Exports open(long maxPinned, Function<Budget, Exporter> maker) {
        Budget pinned = new Budget(maxPinned);
        return new Exports(new LoggedExporter(maker.apply(pinned)), pinned);
    }

    @Override
    public void close() {
        exporter.close();
    }
}
