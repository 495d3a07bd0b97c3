// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.virtio.RingAddresses;
import dev.zeropane.virtio.SplitQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.util.Optional;
import java.util.function.Consumer;

/// One ring of a connection: its settings by the front-end, and the queue that runs once they are
/// complete.
final class Vring implements AutoCloseable {
    /// Number of consecutive turns that fail without taking a request, after which the ring breaks.
    static final int MAX_FAILED_TURNS = 16;

    private final int index;
    private final VirtioDevice device;
    private final EventLoop loop;
    private final Consumer<String> log;
    private final SplitQueue queue;

    private int size;
    private int base;

    /// The base that GET_VRING_BASE returned, until the ring starts again; else -1.
    private int stoppedAt = -1;

    private Optional<UserAddresses> addresses = Optional.empty();
    private Optional<EventFd> kick = Optional.empty();
    private Optional<EventFd> call = Optional.empty();
    private Optional<EventFd> error = Optional.empty();
    private boolean postponed;
    private int failedTurns;
    private boolean closed;

    /// Ring addresses in the front-end's own address space.
    record UserAddresses(long descriptors, long available, long used) {
        RingAddresses in(MemoryTable table) {
            return new RingAddresses(
                    table.toGuestPhysical(descriptors),
                    table.toGuestPhysical(available),
                    table.toGuestPhysical(used));
        }
    }

    Vring(int index, VirtioDevice device, EventLoop loop, Consumer<String> log) {
        this.index = index;
        this.device = device;
        this.loop = loop;
        this.log = log;
        this.queue = new SplitQueue(new RingEvents());
        queue.enable(false);
    }

    private final class RingEvents implements SplitQueue.Events {
        @Override
        public void call() {
            call.ifPresent(EventFd::signal);
        }

        @Override
        public void broken(String reason) {
            log.accept("queue " + index + " stopped until the guest resets it: " + reason);
            error.ifPresent(EventFd::signal);
        }

        @Override
        public void dropped(String reason) {
            log.accept("a request on queue " + index + " was dropped: " + reason);
        }
    }

    void size(int size) {
        this.size = size;
    }

    /// @return whether the base differs from the one where the ring stopped, which means that the
    ///   guest reset the device in between
    boolean base(int base) {
        boolean moved = stoppedAt >= 0 && base != stoppedAt;
        this.base = base;
        return moved;
    }

    /// The guest reset the device without a message from the front-end: keeps the ring's settings
    /// and drops its outstanding requests.
    void dropRequests() {
        stoppedAt = -1;
        if (!queue.isRunning()) {
            queue.reset();
        }
    }

    void addresses(UserAddresses addresses) {
        this.addresses = Optional.of(addresses);
    }

    void call(Optional<EventFd> fd) {
        call.ifPresent(EventFd::close);
        call = fd;
    }

    void error(Optional<EventFd> fd) {
        error.ifPresent(EventFd::close);
        error = fd;
    }

    /// The kick descriptor starts the ring (vhost-user, "Ring states").
    void start(EventFd fd, MemoryTable table, GuestMemory memory, boolean eventIdx) {
        releaseKick();
        kick = Optional.of(fd);
        loop.watch(fd.fd(), this::onKick);
        stoppedAt = -1;
        if (queue.isRunning()) {
            // Only a new descriptor for a running ring.
            return;
        }
        if (addresses.isEmpty()) {
            new RingEvents().broken("it has no addresses");
            return;
        }
        try {
            Optional<String> wrong =
                    queue.start(memory, addresses.get().in(table), size, base, eventIdx);
            if (wrong.isPresent()) {
                new RingEvents().broken(wrong.get());
                return;
            }
        } catch (IllegalStateException e) {
            report(e);
        }
        serveSoon();
    }

    void enable(boolean enabled) {
        try {
            queue.enable(enabled);
        } catch (IllegalStateException e) {
            report(e);
        }
        serveSoon();
    }

    /// Failures while serving requests are not the front-end's fault: they are reported to the
    /// loop, and the connection continues.
    private void report(RuntimeException failure) {
        loop.post(() -> {
            throw failure;
        });
    }

    private void serveSoon() {
        if (!postponed) {
            postponed = true;
            loop.post(() -> {
                postponed = false;
                serve();
            });
        }
    }

    private void onKick() {
        kick.ifPresent(EventFd::drain);
        if (!postponed) {
            // If postponed, the ring's turn comes anyway, and kicks do not add another one.
            serve();
        }
    }

    private void serve() {
        if (closed || !queue.isServed()) {
            return;
        }
        int before = queue.position();
        boolean done = false;
        try {
            device.available(index, queue);
            done = true;
        } finally {
            // Also after a failure: nothing else would serve the remaining requests, or ask for a
            // kick.
            try {
                queue.signal();
            } finally {
                continueLater(done || queue.position() != before);
            }
        }
    }

    private void continueLater(boolean progress) {
        failedTurns = progress ? 0 : failedTurns + 1;
        if (failedTurns == MAX_FAILED_TURNS) {
            failedTurns = 0;
            queue.fail("requests could not be taken " + MAX_FAILED_TURNS + " times in a row");
        }
        boolean more = queue.hasAvailable() && !device.isFull(index);
        if (more || (queue.isServed() && device.isUnfinished(index))) {
            // Requests are left after one turn: the loop's other work comes first.
            serveSoon();
        }
    }

    /// @return index of the next available entry
    int stop() {
        releaseKick();
        if (queue.isRunning()) {
            base = queue.stop();
            stoppedAt = base;
        }
        return base;
    }

    void reset() {
        releaseKick();
        queue.reset();
        base = 0;
        stoppedAt = -1;
        addresses = Optional.empty();
        queue.enable(false);
    }

    void memoryReplaced(GuestMemory memory) {
        queue.memoryReplaced(memory);
    }

    private void releaseKick() {
        kick.ifPresent(fd -> {
            loop.unwatch(fd.fd());
            fd.close();
        });
        kick = Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        releaseKick();
        queue.reset();
        call(Optional.empty());
        error(Optional.empty());
    }
}
