// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import java.util.Optional;

/// Exports through `/dev/udmabuf`, within a budget. Opens the device at the first export. One
/// thread.
public final class UdmabufExporter implements Exporter {
    private final Budget budget;
    private Optional<Udmabuf> device = Optional.empty();

    public UdmabufExporter(Budget budget) {
        this.budget = budget;
    }

    @Override
    public DmaBuf export(Runs runs) {
        if (device.isEmpty()) {
            device = Optional.of(Udmabuf.open());
        }
        return device.get().create(runs, budget);
    }

    @Override
    public void close() {
        device.ifPresent(Udmabuf::close);
        device = Optional.empty();
    }
}
