// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.input.protocol.EvdevEvent;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The device's end of the eventq: buffers the guest gave, and what is written to them. Device
/// thread only.
///
/// A report is begun when all of it fits. One that needs more buffers than the guest has is begun
/// when all those are there, and goes on as they come back; its end still comes last.
final class EventQueue {
    /// The least time from one report to the next of motion. A guest is interrupted by every report
    /// and reads them all: a slow one that was told of every motion came to nothing else, and lost
    /// some (`SYN_DROPPED`).
    private static final Duration REST = Duration.ofMillis(1);

    /// When to look for buffers again while there is something to tell and no room for it. Drivers
    /// exist that put buffers back and tell nobody. Each look that finds none doubles the time.
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final MemorySegment bytes = MemorySegment.ofArray(new byte[EvdevEvent.SIZE]);
    private final Backlog backlog;
    private final DeviceThread thread;
    private final Consumer<String> faults;
    private final ArrayDeque<Chain> buffers = new ArrayDeque<>();
    private final ArrayDeque<EvdevEvent> unfinished = new ArrayDeque<>();
    private Optional<VirtQueue> queue = Optional.empty();

    /// The most buffers there were at once. The queue's size says only how many there could be.
    private int most;

    /// Whether the last report was just now, so that motion may wait for more.
    private boolean resting;

    /// Whether it will look for buffers without being told of any, and how long it waits for that.
    private boolean looking;

    private Duration patience = FIRST_LOOK;

    EventQueue(Backlog backlog, DeviceThread thread, Consumer<String> faults) {
        this.backlog = backlog;
        this.thread = thread;
        this.faults = faults;
    }

    /// The driver made buffers available.
    void available(VirtQueue queue) {
        this.queue = Optional.of(queue);
        deliver();
    }

    /// Takes the buffers the driver has made available by now.
    private void take(VirtQueue queue) {
        for (int left = queue.size(); left > 0; left--) {
            Optional<Chain> buffer = queue.pop();
            if (buffer.isEmpty()) {
                break;
            }
            keep(buffer.get());
            patience = FIRST_LOOK;
        }
        if (buffers.size() > queue.size()) {
            // The queue was set up with another size, which forgot what it had given out.
            forgetOldest(buffers.size() - queue.size());
        }
        most = Math.min(Math.max(most, buffers.size()), queue.size());
    }

    private void keep(Chain buffer) {
        if (buffer.readable() != 0 || buffer.writable() < EvdevEvent.SIZE) {
            buffer.complete(bytes, 0);
            faults.accept(
                    "the guest gave a buffer for events of %d bytes, %d of them not for the device to write"
                            .formatted(buffer.readable() + buffer.writable(), buffer.readable()));
        } else {
            buffers.add(buffer);
        }
    }

    private void forgetOldest(int count) {
        for (int i = 0; i < count; i++) {
            buffers.remove();
        }
    }

    /// Hands the guest what there is to tell and room for. Looks for room itself: a driver need not
    /// tell of every buffer.
    void deliver() {
        if (queue.isEmpty()) {
            return;
        }
        try {
            take(queue.get());
            do {
                while (!unfinished.isEmpty() && !buffers.isEmpty()) {
                    unfinished.remove().write(bytes);
                    buffers.remove().complete(bytes, EvdevEvent.SIZE);
                }
            } while (unfinished.isEmpty() && begin());
        } finally {
            lookAgain();
            queue.get().signal();
        }
    }

    private void lookAgain() {
        boolean waits = !unfinished.isEmpty() || (!resting && backlog.isWaiting());
        if (waits && !looking) {
            looking = true;
            thread.after(patience, this::look);
        }
    }

    private void look() {
        looking = false;
        patience = patience.multipliedBy(2);
        if (patience.compareTo(LONGEST_LOOK) > 0) {
            patience = LONGEST_LOOK;
        }
        deliver();
    }

    private boolean begin() {
        List<EvdevEvent> events = backlog.next(buffers.size(), most, resting);
        unfinished.addAll(events);
        if (!events.isEmpty() && !resting) {
            thread.after(REST, this::rested);
            resting = true;
        }
        return !events.isEmpty();
    }

    private void rested() {
        resting = false;
        deliver();
    }

    void reset() {
        queue = Optional.empty();
        buffers.clear();
        unfinished.clear();
        most = 0;
        patience = FIRST_LOOK;
        backlog.reset();
    }
}
