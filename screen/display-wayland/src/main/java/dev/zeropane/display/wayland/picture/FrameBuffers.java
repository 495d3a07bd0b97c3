// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Buffers of frames, kept for when the guest flips back to them. Equal frames have the same
/// buffer.
///
/// @param <B> a buffer
final class FrameBuffers<B> implements AutoCloseable {
    /// Guests flip between two or three frames; beyond this limit, buffers are made anew.
    private static final int MAX = 16;

    private final Consumer<B> destroy;

    /// The least recently used buffer comes first.
    private final Map<Frame, B> buffers = new LinkedHashMap<>(MAX, 0.75f, true);

    /// @param destroy destroys a buffer that is not kept any longer
    FrameBuffers(Consumer<B> destroy) {
        this.destroy = destroy;
    }

    /// The buffer of a frame, if it is still kept.
    Optional<B> find(Frame frame) {
        return Optional.ofNullable(buffers.get(frame));
    }

    /// Makes and keeps the buffer of a frame that has none. If there are too many, destroys the
    /// least recently used buffer.
    B add(Frame frame, Supplier<B> maker) {
        if (buffers.size() == MAX) {
            Iterator<B> oldest = buffers.values().iterator();
            destroy.accept(oldest.next());
            oldest.remove();
        }
        B made = maker.get();
        buffers.put(frame, made);
        return made;
    }

    /// Destroys the buffers of memory that the guest took back.
    void forget(Predicate<FrameMemory> revoked) {
        Iterator<Map.Entry<Frame, B>> entries = buffers.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Frame, B> entry = entries.next();
            if (revoked.test(entry.getKey().memory())) {
                destroy.accept(entry.getValue());
                entries.remove();
            }
        }
    }

    @Override
    public void close() {
        buffers.values().forEach(destroy);
        buffers.clear();
    }
}
