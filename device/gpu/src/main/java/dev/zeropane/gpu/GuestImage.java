// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.ExportedPages;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.LinearView;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.Budget;
import java.util.Optional;
import java.util.function.Supplier;

/// An aliased resource's image for displays: the guest's own pages as a dma-buf, for displays that
/// import, and as a linear segment, for displays that read. Either is made at its first use, and
/// kept, because pinning and mapping pages takes longer than a frame.
final class GuestImage implements FrameMemory, AutoCloseable {
    private final ExportedPages exported;
    private final Budget mappings;
    private Optional<LinearView> view = Optional.empty();
    private boolean shown;
    private volatile Optional<LinearMemory> readable = Optional.empty();

    GuestImage(Exporter exporter, Budget mappings) {
        this.exported = new ExportedPages(exporter);
        this.mappings = mappings;
    }

    /// Exports the image for displays that import it; see [ExportedPages#export].
    ///
    /// @param runs the image's pages
    /// @return whether it is exported
    boolean export(Supplier<Runs> runs) {
        shown = true;
        return exported.export(() -> runs.get().toWholePages());
    }

    /// Maps the image for displays that read it, unless it is mapped.
    ///
    /// @param runs the image's pages
    /// @return false if there are not enough mappings
    boolean view(Supplier<Runs> runs) {
        shown = true;
        if (view.isEmpty()) {
            view =
                    exported.buffer()
                            .map(buffer -> LinearView.of(buffer, mappings))
                            .orElseGet(() -> LinearView.of(runs.get(), mappings));
            readable = view.map(v -> new LinearMemory(v.segment()));
        }
        return view.isPresent();
    }

    /// Whether displays may have the image.
    boolean wasShown() {
        return shown;
    }

    Sharing sharing() {
        return exported.sharing();
    }

    @Override
    public boolean read(Reader reader) {
        return readable.map(memory -> memory.read(reader)).orElse(false);
    }

    @Override
    public Optional<DmaBuf> dmaBuf() {
        return exported.duplicate();
    }

    /// Releases the guest's pages.
    @Override
    public void close() {
        readable = Optional.empty();
        view.ifPresent(LinearView::close);
        view = Optional.empty();
        exported.close();
    }
}
