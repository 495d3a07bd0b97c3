// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.LinuxException;
import java.util.Optional;
import java.util.function.Supplier;

/// The pages of a picture as a dma-buf. The dma-buf is made when a display first needs it, because
/// pinning pages costs more than a frame, and is kept until the guest takes the pages back. A
/// refusal is kept as well: what the kernel refused once is not tried again.
///
/// The device thread exports and closes; [#duplicate] is safe from any thread.
public final class ExportedPages implements AutoCloseable {
    private final Exporter exporter;
    private Optional<ExportRefusal> refusal = Optional.empty();

    /// Changed by the device thread alone, under the lock; other threads read it under the lock.
    private Optional<DmaBuf> buffer = Optional.empty();

    /// @param exporter belongs to the caller
    public ExportedPages(Exporter exporter) {
        this.exporter = exporter;
    }

    /// Exports the pages, unless they were exported or refused before.
    ///
    /// @param runs supplies the whole pages; called only if they are to be exported
    /// @return whether they are exported
    public boolean export(Supplier<Runs> runs) {
        if (buffer.isEmpty() && refusal.isEmpty()) {
            try {
                DmaBuf made = exporter.export(runs.get());
                synchronized (this) {
                    buffer = Optional.of(made);
                }
            } catch (ExportRefusedException e) {
                refusal = Optional.of(e.refusal());
            }
        }
        return buffer.isPresent();
    }

    /// The dma-buf itself, for the device thread, until [#close].
    public Optional<DmaBuf> buffer() {
        return buffer;
    }

    /// Whether the pages are exported, or else why they are not.
    public Sharing sharing() {
        if (buffer.isPresent()) {
            return new Sharing.Exported();
        }
        return refusal.<Sharing>map(Sharing.Refused::new).orElseGet(Sharing.NotWanted::new);
    }

    /// The dma-buf for a display; see [FrameMemory#dmaBuf].
    ///
    /// @return owned by the caller; nothing if the pages are not exported, were taken back, or the
    ///   process has no descriptor left
    public synchronized Optional<DmaBuf> duplicate() {
        try {
            return buffer.map(DmaBuf::duplicate);
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        }
    }

    /// Releases the pages for good. A duplicate stays until its owner closes it.
    @Override
    public synchronized void close() {
        buffer.ifPresent(DmaBuf::close);
        buffer = Optional.empty();
    }
}
