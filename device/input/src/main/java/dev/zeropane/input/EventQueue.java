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

/// The device's side of the eventq: writes events into the guest's buffers. Device thread only.
///
/// A report is begun when there are buffers for all its events. One that needs more buffers than
/// the guest has is begun when all buffers are available, and continues as they come back.
final class EventQueue {
    /// The minimum time from one report to the next one of motion. Every report interrupts the
    /// guest: a slow guest that got every motion did nothing else, and lost some (`SYN_DROPPED`).
    private static final Duration MOTION_INTERVAL = Duration.ofMillis(1);

    /// The delay before the queue is checked for buffers again while a report waits for them,
    /// because some drivers return buffers without a kick. Each check without a new buffer doubles
    /// the delay.
    private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(10);

    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(1);

    private final MemorySegment bytes = MemorySegment.ofArray(new byte[EvdevEvent.SIZE]);
    private final Backlog backlog;
    private final DeviceThread thread;
    private final Consumer<String> faults;
    private final ArrayDeque<Chain> buffers = new ArrayDeque<>();
    private final ArrayDeque<EvdevEvent> unsentEvents = new ArrayDeque<>();
    private Optional<VirtQueue> queue = Optional.empty();

    /// The largest number of buffers so far. The queue's size is only an upper limit.
    private int maxBuffers;

    /// Whether the last report is so recent that motion has to wait.
    private boolean motionDelayed;

    /// Whether a check for buffers is scheduled.
    private boolean retryScheduled;

    /// The delay of the next check.
    private Duration retryDelay = FIRST_RETRY_DELAY;

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

    /// Takes the buffers that the driver has made available.
    private void take(VirtQueue queue) {
        for (int left = queue.size(); left > 0; left--) {
            Optional<Chain> buffer = queue.pop();
            if (buffer.isEmpty()) {
                break;
            }
            add(buffer.get());
            retryDelay = FIRST_RETRY_DELAY;
        }
        if (buffers.size() > queue.size()) {
            // The queue was set up with another size, and has forgotten its outstanding chains.
            forgetOldest(buffers.size() - queue.size());
        }
        maxBuffers = Math.min(Math.max(maxBuffers, buffers.size()), queue.size());
    }

    private void add(Chain buffer) {
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

    /// Sends reports as long as there are buffers. Takes available buffers first, because a driver
    /// need not kick for each.
    void deliver() {
        if (queue.isEmpty()) {
            return;
        }
        try {
            take(queue.get());
            do {
                while (!unsentEvents.isEmpty() && !buffers.isEmpty()) {
                    unsentEvents.remove().write(bytes);
                    buffers.remove().complete(bytes, EvdevEvent.SIZE);
                }
            } while (unsentEvents.isEmpty() && beginReport());
        } finally {
            scheduleRetry();
            queue.get().signal();
        }
    }

    /// Whether a driver has made buffers available since the last reset.
    boolean isStarted() {
        return maxBuffers > 0;
    }

    /// Whether a driver has made buffers available, and all of them are so again after the last
    /// event.
    boolean isRead() {
        return maxBuffers > 0
                && buffers.size() == maxBuffers
                && unsentEvents.isEmpty()
                && !backlog.hasReport();
    }

    private void scheduleRetry() {
        boolean waiting = !unsentEvents.isEmpty() || (!motionDelayed && backlog.hasReport());
        if (waiting && !retryScheduled) {
            retryScheduled = true;
            thread.after(retryDelay, this::retry);
        }
    }

    private void retry() {
        retryScheduled = false;
        retryDelay = retryDelay.multipliedBy(2);
        if (retryDelay.compareTo(MAX_RETRY_DELAY) > 0) {
            retryDelay = MAX_RETRY_DELAY;
        }
        deliver();
    }

    private boolean beginReport() {
        List<EvdevEvent> events = backlog.next(buffers.size(), maxBuffers, motionDelayed);
        unsentEvents.addAll(events);
        if (!events.isEmpty() && !motionDelayed) {
            thread.after(MOTION_INTERVAL, this::endMotionDelay);
            motionDelayed = true;
        }
        return !events.isEmpty();
    }

    private void endMotionDelay() {
        motionDelayed = false;
        deliver();
    }

    void reset() {
        queue = Optional.empty();
        buffers.clear();
        unsentEvents.clear();
        maxBuffers = 0;
        retryDelay = FIRST_RETRY_DELAY;
        backlog.reset();
    }
}
