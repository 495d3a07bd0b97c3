// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
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

    /// Exports nothing, because the guest may lose pages.
    static final class None implements Exporter {
        @Override
        public DmaBuf export(Runs runs) {
            throw new ExportRefusedException(
                    new ExportRefusal(
                            ExportRefusal.Kind.PAGES_COME_AND_GO,
                            "the guest has a balloon or virtio-mem, and pages of it come and go",
                            "leave that device out, to have the screen shared"));
        }
    }
}
