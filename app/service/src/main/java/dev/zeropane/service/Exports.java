// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.linux.Budget;

/// The dma-bufs of one device: its exporter, and their budget. Each reason for a refusal is logged
/// once. Closed by the device's service.
///
/// @param exporter the device's exporter
/// @param pinned counts the bytes that the exporter's dma-bufs pin
record Exports(Exporter exporter, Budget pinned) implements AutoCloseable {
    static Exports open(CardSettings settings) {
        Budget pinned = new Budget(settings.maxPinned());
        return new Exports(new LoggedExporter(settings.exporter().apply(pinned)), pinned);
    }

    @Override
    public void close() {
        exporter.close();
    }
}
