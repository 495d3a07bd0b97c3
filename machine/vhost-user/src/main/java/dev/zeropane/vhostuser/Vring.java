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

/// One ring of a connection: what the front-end said of it so far, and the queue that runs when it
/// said all.
final class Vring implements AutoCloseable {
    /// Turns in a row that fail and take no request, after which the ring is given up.
    static final int MAX_FUTILE = 16;

    private final int index;
    private final VirtioDevice device;
    private final EventLoop loop;
    private final Consumer<String> log;
    private final SplitQueue queue;

    private int size;
    private int base;

    /// Where the front-end was told the ring stopped, until it starts again; else -1.
    private int stoppedAt = -1;

    private Optional<UserAddresses> addresses = Optional.empty();
    private Optional<EventFd> kick = Optional.empty();
    private Optional<EventFd> call = Optional.empty();
    private Optional<EventFd> error = Optional.empty();
    private boolean postponed;
    private int futile;
    private boolean closed;

    /// Ring addresses as the front-end knows them.
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

    /// @return whether the ring goes on elsewhere than it stopped, so that the guest must have
    ///   reset the device in between
    boolean base(int base) {
        boolean elsewhere = stoppedAt >= 0 && base != stoppedAt;
        this.base = base;
        return elsewhere;
    }

    /// The device was reset without the front-end saying so: what is known of the ring stays, what
    /// the guest had in it goes.
    void forget() {
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
        loop.watch(fd.fd(), this::kicked);
        stoppedAt = -1;
        if (queue.isRunning()) {
            // Only another descriptor for a ring that goes on.
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

    /// What fails while requests are served is not the front-end's fault, and not told as if it
    /// were: its connection goes on.
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

    private void kicked() {
        kick.ifPresent(EventFd::drain);
        if (!postponed) {
            // Else its turn comes anyway, and kicks bring it no other.
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
            // Also if that failed: nobody else would serve what is left, or ask for a kick.
            try {
                queue.signal();
            } finally {
                serveRest(done || queue.position() != before);
            }
        }
    }

    private void serveRest(boolean progress) {
        futile = progress ? 0 : futile + 1;
        if (futile == MAX_FUTILE) {
            futile = 0;
            queue.giveUp("requests could not be taken " + MAX_FUTILE + " times in a row");
        }
        boolean more = queue.hasAvailable();
        if (more || (queue.isServed() && device.isUnfinished(index))) {
            // More than one ring's worth, or than one turn's: the loop's other work gets its turn
            // first.
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
