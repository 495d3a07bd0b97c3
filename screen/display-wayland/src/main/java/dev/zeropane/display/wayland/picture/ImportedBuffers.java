// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.globals.DmaBufFormats;
import dev.zeropane.display.wayland.picture.ImportedBuffer.State;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import java.util.Optional;
import java.util.function.Predicate;

/// The dma-bufs that the compositor was asked to import for one window.
final class ImportedBuffers implements AutoCloseable {
    /// Compositors count bytes in an `int`.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /// A buffer, and the place of the frame in it.
    record Imported(ImportedBuffer buffer, ImportLayout layout) {}

    private final Optional<Proxy<ZwpLinuxDmabufV1.Request>> importer;
    private final boolean crops;
    private final Runnable answered;

    private final FrameBuffers<Imported> buffers =
            new FrameBuffers<>(imported -> imported.buffer().destroy());

    /// The buffer that the compositor was last asked to import.
    private Optional<Imported> latest = Optional.empty();

    /// @param crops whether the compositor can show a part of a buffer
    /// @param answered called when the compositor has answered, whether it imports or not
    ImportedBuffers(
            Optional<Proxy<ZwpLinuxDmabufV1.Request>> importer, boolean crops, Runnable answered) {
        this.importer = importer;
        this.crops = crops;
        this.answered = answered;
    }

    /// The buffer of a frame, in any state; nothing if the frame has no dma-buf that this
    /// compositor takes. Only one import is pending at a time: until the compositor has answered,
    /// this returns the pending buffer for other frames, so that imports do not pile up at a slow
    /// compositor.
    Optional<Imported> of(Frame frame, DmaBufFormats formats) {
        if (importer.isEmpty()
                || !formats.takes(frame.format())
                || !Frame.isImportable(frame.format(), frame.stride())) {
            return Optional.empty();
        }
        Optional<Imported> known = buffers.find(frame);
        if (known.isPresent()) {
            return known;
        }
        if (latest.filter(imported -> imported.buffer().state() == State.PENDING).isPresent()) {
            return latest;
        }
        return frame.memory().dmaBuf().flatMap(dmaBuf -> add(frame, dmaBuf, formats));
    }

    private Optional<Imported> add(Frame frame, DmaBuf dmaBuf, DmaBufFormats formats) {
        try (dmaBuf) {
            if (frame.requiredBytes() > Math.min(dmaBuf.size(), MAX_BYTES)) {
                return Optional.empty();
            }
            ImportLayout layout = ImportLayout.of(frame, dmaBuf.size(), crops);
            long modifier = formats.modifier(frame.format()).orElseThrow();
            latest = Optional.of(buffers.add(frame, () -> request(dmaBuf, layout, modifier)));
            return latest;
        }
    }

    private Imported request(DmaBuf dmaBuf, ImportLayout layout, long modifier) {
        return new Imported(
                new ImportedBuffer(importer.orElseThrow(), dmaBuf, layout, modifier, answered),
                layout);
    }

    /// Destroys the buffers of memory that the guest took back.
    void forget(Predicate<FrameMemory> revoked) {
        buffers.forget(revoked);
    }

    @Override
    public void close() {
        buffers.close();
    }
}
