// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What stands in for dma-bufs where the kernel makes none: memfds that hold a copy, renewed by
/// [#refresh]. Importers that map what they are given take them. Safe from any thread.
public final class StandInBuffers implements Exporter {
    private record Copy(FileId id, LinearView source, Mapping target) {
        void refresh() {
            MemorySegment from = source.segment();
            MemorySegment.copy(from, 0, target.segment(), 0, from.byteSize());
        }
    }

    private final Budget mappings = LinearView.budgetOfThisProcess();
    private Budget pinned = new Budget(0);
    private final List<Copy> copies = new ArrayList<>();
    private boolean refuses;

    public StandInBuffers() {}

    /// This, with a budget; before that, nothing is exported.
    public synchronized StandInBuffers within(Budget budget) {
        pinned = budget;
        return this;
    }

    /// Whether exports are refused from now on.
    public synchronized void refuse(boolean refuse) {
        refuses = refuse;
    }

    @Override
    public synchronized DmaBuf export(Runs runs) {
        if (refuses) {
            throw new ExportRefusedException(
                    new ExportRefusal(Kind.TOO_MANY_RUNS, "the test refuses", "wait"));
        }
        Budget.Share pin =
                pinned.share(runs.size())
                        .orElseThrow(() ->
                                new ExportRefusedException(
                                        ExportRefusal.overBudget(runs.size(), pinned)));
        Fd fd = Memfd.create("stand-in", runs.size());
        fd.addSeals(Seals.FIXED_SIZE);
        LinearView source = LinearView.of(runs, mappings).orElseThrow();
        Mapping target = Mapping.of(fd, 0, runs.size(), Mapping.Access.READ_WRITE);
        Copy copy = new Copy(fd.id(), source, target);
        copy.refresh();
        copies.add(copy);
        return new DmaBuf(fd, runs.size(), java.util.Optional.of(pin));
    }

    /// Copies what was drawn since.
    public synchronized void refresh() {
        copies.forEach(Copy::refresh);
    }

    /// As [#refresh], in one of them only.
    public synchronized void refresh(FileId id) {
        copies.stream().filter(copy -> copy.id.equals(id)).forEach(Copy::refresh);
    }

    @Override
    public synchronized void close() {
        for (Copy copy : copies) {
            copy.source.close();
            copy.target.close();
        }
        copies.clear();
    }
}
