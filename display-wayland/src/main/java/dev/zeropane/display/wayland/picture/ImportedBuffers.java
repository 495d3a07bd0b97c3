// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.globals.DmaBufFormats;
import dev.zeropane.display.wayland.picture.ImportedBuffer.State;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.ZwpLinuxDmabufV1;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The buffers one window has had imported, kept for when the guest flips back to them.
final class ImportedBuffers implements AutoCloseable {
    /// What is kept. Guests flip between two or three; one that uses more has them imported anew.
    private static final int MAX = 16;

    /// Compositors count bytes in an `int`.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /// What makes the same buffer of the same memory.
    private record Key(FrameMemory memory, int width, int height, int stride, long offset) {
        static Key of(Frame frame) {
            return new Key(
                    frame.memory(), frame.width(), frame.height(), frame.stride(), frame.offset());
        }
    }

    /// A buffer, and where in it the frame is.
    record Imported(ImportedBuffer buffer, ImportLayout layout) {}

    private final Optional<Proxy<ZwpLinuxDmabufV1.Request>> importer;
    private final boolean crops;
    private final Runnable answered;

    /// The one used longest ago comes first.
    private final Map<Key, Imported> buffers = new LinkedHashMap<>(MAX, 0.75f, true);

    /// What the compositor was asked for last.
    private Optional<Imported> latest = Optional.empty();

    /// @param crops whether the compositor shows a part of a buffer
    /// @param answered called when the compositor has answered, whatever
    ImportedBuffers(
            Optional<Proxy<ZwpLinuxDmabufV1.Request>> importer, boolean crops, Runnable answered) {
        this.importer = importer;
        this.crops = crops;
        this.answered = answered;
    }

    /// The buffer of a frame, in whatever state; nothing if the frame is no dma-buf that this
    /// compositor takes. One is imported at a time: until the compositor has answered, that is what
    /// others get, so that nothing piles up however slow it is.
    Optional<Imported> of(Frame frame, DmaBufFormats formats) {
        if (importer.isEmpty()
                || !formats.takes(frame.format())
                || !Frame.isImportable(frame.format(), frame.stride())) {
            return Optional.empty();
        }
        Key key = Key.of(frame);
        Imported known = buffers.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        if (latest.filter(imported -> imported.buffer().state() == State.PENDING).isPresent()) {
            return latest;
        }
        return frame.memory().dmaBuf().flatMap(dmaBuf -> add(key, frame, dmaBuf, formats));
    }

    private Optional<Imported> add(Key key, Frame frame, DmaBuf dmaBuf, DmaBufFormats formats) {
        try (dmaBuf) {
            if (frame.requiredBytes() > Math.min(dmaBuf.size(), MAX_BYTES)) {
                return Optional.empty();
            }
            if (buffers.size() == MAX) {
                Iterator<Imported> oldest = buffers.values().iterator();
                oldest.next().buffer().destroy();
                oldest.remove();
            }
            ImportLayout layout = ImportLayout.of(frame, dmaBuf.size(), crops);
            long modifier = formats.modifier(frame.format()).orElseThrow();
            Imported imported =
                    new Imported(
                            new ImportedBuffer(
                                    importer.orElseThrow(), dmaBuf, layout, modifier, answered),
                            layout);
            buffers.put(key, imported);
            latest = Optional.of(imported);
            return latest;
        }
    }

    /// Lets go of what was made of memory that is gone.
    void forget(Predicate<FrameMemory> gone) {
        buffers.entrySet()
                .removeIf(entry -> {
                    boolean of = gone.test(entry.getKey().memory());
                    if (of) {
                        entry.getValue().buffer().destroy();
                    }
                    return of;
                });
    }

    @Override
    public void close() {
        buffers.values().forEach(imported -> imported.buffer().destroy());
        buffers.clear();
    }
}
