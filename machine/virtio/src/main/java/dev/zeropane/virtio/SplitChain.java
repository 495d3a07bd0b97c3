// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import dev.zeropane.guest.GuestMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A chain of a [SplitQueue]: the addresses of its buffers, checked when it was taken.
final class SplitChain implements Chain {
    private final SplitQueue queue;
    private final int head;
    private final int generation;

    /// Address and length of each buffer.
    private long[] places = new long[8];

    private int buffers;
    private int firstWritable;
    private long readable;
    private long writable;
    private boolean answered;

    SplitChain(SplitQueue queue, int head, int generation) {
        this.queue = queue;
        this.head = head;
        this.generation = generation;
    }

    void add(long address, long length, boolean deviceWrites) {
        if (2 * buffers == places.length) {
            places = Arrays.copyOf(places, 4 * buffers);
        }
        places[2 * buffers] = address;
        places[2 * buffers + 1] = length;
        buffers++;
        // At most 1024 lengths of 32 bits: no overflow.
        if (deviceWrites) {
            writable += length;
        } else {
            readable += length;
            firstWritable = buffers;
        }
    }

    private long address(int buffer) {
        return places[2 * buffer];
    }

    private long length(int buffer) {
        return places[2 * buffer + 1];
    }

    int buffers() {
        return buffers;
    }

    int head() {
        return head;
    }

    int generation() {
        return generation;
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
        long done = 0;
        for (int i = 0; i < firstWritable && done < target.byteSize(); i++) {
            long part = Math.min(length(i), target.byteSize() - done);
            if (!queue.memory().read(address(i), target, done, part)) {
                return done;
            }
            done += part;
        }
        return done;
    }

    /// Writes the response to the buffers in order.
    ///
    /// @return bytes written; fewer than offered if the buffers are short or their memory is gone
    long write(GuestMemory memory, MemorySegment response, long length) {
        long done = 0;
        for (int i = firstWritable; i < buffers && done < length; i++) {
            long part = Math.min(length(i), length - done);
            if (!memory.write(address(i), response, done, part)) {
                return done;
            }
            done += part;
        }
        return done;
    }

    @Override
    public void complete(MemorySegment response, long length) {
        if (answered) {
            throw new IllegalStateException("chain " + head + " was answered before");
        }
        answered = true;
        queue.complete(this, response, length);
    }
}
