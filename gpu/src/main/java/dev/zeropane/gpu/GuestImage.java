// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.LinearView;
import dev.zeropane.dmabuf.MappingBudget;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.LinuxException;
import java.util.Optional;
import java.util.function.Supplier;

/// An aliased resource's image as displays take it: the guest's own pages as a dma-buf for those
/// who import, as a linear segment for those who read. Either is made when it is first wanted, and
/// kept, as pinning and mapping pages costs more than a frame.
final class GuestImage implements FrameMemory, AutoCloseable {
    private final Exporter exporter;
    private final MappingBudget mappings;
    private Optional<ExportRefusal> refusal = Optional.empty();
    private Optional<LinearView> view = Optional.empty();

    /// Also read by displays' threads, under the lock.
    private Optional<DmaBuf> exported = Optional.empty();

    private boolean shown;
    private volatile Optional<LinearMemory> readable = Optional.empty();

    GuestImage(Exporter exporter, MappingBudget mappings) {
        this.exporter = exporter;
        this.mappings = mappings;
    }

    /// Makes what viewers need and is not there yet.
    ///
    /// @param runs the image's pages
    /// @return false if there are no mappings for those who read
    boolean make(Viewers viewers, Supplier<Runs> runs) {
        shown = true;
        if (viewers.importing()) {
            export(runs);
        }
        return (!viewers.reading() && isExported()) || view(runs);
    }

    /// Whether it was made for anybody.
    boolean wasShown() {
        return shown;
    }

    /// Has the image exported, once: what was refused is not tried again until the guest attaches
    /// pages anew.
    private void export(Supplier<Runs> runs) {
        if (isExported() || refusal.isPresent()) {
            return;
        }
        try {
            DmaBuf buffer = exporter.export(runs.get().toWholePages());
            synchronized (this) {
                exported = Optional.of(buffer);
            }
        } catch (ExportRefusedException e) {
            refusal = Optional.of(e.refusal());
        }
    }

    private boolean view(Supplier<Runs> runs) {
        if (view.isEmpty()) {
            view =
                    isExported()
                            ? LinearView.of(exported.orElseThrow(), mappings)
                            : LinearView.of(runs.get(), mappings);
            readable = view.map(v -> new LinearMemory(v.segment()));
        }
        return view.isPresent();
    }

    private boolean isExported() {
        return exported.isPresent();
    }

    Sharing sharing() {
        if (isExported()) {
            return new Sharing.Exported();
        }
        return refusal.<Sharing>map(Sharing.Refused::new).orElseGet(Sharing.NotWanted::new);
    }

    @Override
    public boolean read(Reader reader) {
        return readable.map(memory -> memory.read(reader)).orElse(false);
    }

    @Override
    public synchronized Optional<DmaBuf> dmaBuf() {
        try {
            return exported.map(DmaBuf::duplicate);
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        }
    }

    /// Lets go of the guest's pages, for good.
    @Override
    public void close() {
        readable = Optional.empty();
        view.ifPresent(LinearView::close);
        view = Optional.empty();
        synchronized (this) {
            exported.ifPresent(DmaBuf::close);
            exported = Optional.empty();
        }
    }
}
