// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.input.protocol.EvdevEvent;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An eventq without rings: the guest's side gives buffers and gets events.
final class FakeQueue implements VirtQueue {
    private final int size;
    private final ArrayDeque<Chain> available = new ArrayDeque<>();
    private final List<EvdevEvent> events = new ArrayList<>();

    /// Buffers that came back with nothing in them.
    private int unused;

    private int signals;

    FakeQueue(int size) {
        this.size = size;
    }

    void give(int buffers) {
        for (int i = 0; i < buffers; i++) {
            give(0, EvdevEvent.SIZE);
        }
    }

    void give(long readable, long writable) {
        available.add(new Buffer(readable, writable));
    }

    /// The events since the last call.
    List<EvdevEvent> take() {
        List<EvdevEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    int unused() {
        return unused;
    }

    int signals() {
        return signals;
    }

    private final class Buffer implements Chain {
        private final long readable;
        private final long writable;

        private Buffer(long readable, long writable) {
            this.readable = readable;
            this.writable = writable;
        }

        @Override
        public long readable() {
            return readable;
        }

        @Override
        public long writable() {
            return writable;
        }

        @Override
        public long read(MemorySegment target) {
            return Math.min(readable, target.byteSize());
        }

        @Override
        public void complete(MemorySegment response, long length) {
            if (length == 0) {
                unused++;
            } else {
                events.add(EvdevEvent.read(response));
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Optional<Chain> pop() {
        return Optional.ofNullable(available.poll());
    }

    @Override
    public void signal() {
        signals++;
    }
}
