// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.EpollEvent;
import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// One thread that waits for descriptors and runs posted tasks (man 7 epoll).
///
/// Watches, timers and everything the handlers touch belong to the thread inside [#run]; only
/// [#post] and [#stop] may be called from others. A handler must never block.
public final class EventLoop implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int MAX_EVENTS = 32;

    private final Fd epoll;
    private final EventFd wake = EventFd.create("event loop's wake-up");
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment events = arena.allocate(EpollEvent.SIZE * MAX_EVENTS, Long.BYTES);
    private final Map<Long, Watch> watches = new HashMap<>();
    private final Map<Fd, Watch> watchesByFd = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final Consumer<Throwable> failureHandler;
    private long nextToken;
    private volatile Thread thread;
    private volatile boolean stopping;

    private record Watch(long token, Runnable readable, Runnable writable) {}

    /// @param failureHandler gets the exceptions of handlers and tasks; the loop continues
    public EventLoop(Consumer<Throwable> failureHandler) {
        this.failureHandler = failureHandler;
        this.epoll =
                Fd.own(
                        Fd.check(Libc.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "event loop"),
                        "event loop");
        watch(wake.fd(), wake::drain);
    }

    /// Calls `readable` whenever `fd` can be read, or its peer hung up. Level-triggered.
    public void watch(Fd fd, Runnable readable) {
        watch(fd, readable, () -> {});
    }

    /// As [#watch(Fd, Runnable)]; after [#wantWrites], also calls `writable` whenever `fd` can be
    /// written to.
    public void watch(Fd fd, Runnable readable, Runnable writable) {
        Watch watch = new Watch(nextToken++, readable, writable);
        control(EPOLL_CTL_ADD, "EPOLL_CTL_ADD", fd, watch.token, EPOLLIN);
        watches.put(watch.token, watch);
        watchesByFd.put(fd, watch);
    }

    /// Begins or ends watching for writability of a watched descriptor; at first it is not watched.
    public void wantWrites(Fd fd, boolean wanted) {
        want(fd, true, wanted);
    }

    /// Chooses what a watched descriptor is watched for. Its `readable` is also called, whatever is
    /// chosen, for as long as the peer is gone altogether: then end the watch.
    public void want(Fd fd, boolean reads, boolean writes) {
        int mask = (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0);
        control(EPOLL_CTL_MOD, "EPOLL_CTL_MOD", fd, watchesByFd.get(fd).token, mask);
    }

    /// Ends a watch; call before the descriptor is closed. Its pending events are not delivered.
    /// Unknown descriptors are ignored.
    public void unwatch(Fd fd) {
        Watch watch = watchesByFd.remove(fd);
        if (watch == null) {
            return;
        }
        watches.remove(watch.token);
        control(EPOLL_CTL_DEL, "EPOLL_CTL_DEL", fd, watch.token, 0);
    }

    private void control(int operation, String name, Fd fd, long token, int wanted) {
        EpollEvent.write(events, wanted, token);
        Fd.check(
                Libc.epollCtl(epoll.number(), operation, fd.number(), events),
                "epoll_ctl(" + name + ")",
                fd.toString());
    }

    /// A task that runs once, later, unless it is cancelled before.
    public final class Timer implements Comparable<Timer> {
        private final long at;
        private final Runnable task;

        private Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        /// Call on the loop's thread. Does nothing if the task has run.
        public void cancel() {
            timers.remove(this);
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(at - other.at);
        }

        private long millisLeft() {
            long nanos = at - System.nanoTime();
            // Rounded up, or the loop would spin for the last millisecond.
            return nanos <= 0 ? 0 : nanos / 1_000_000 + 1;
        }
    }

    /// Runs `task` on the loop's thread after a delay. Call on that thread, too.
    public Timer after(Duration delay, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
        timers.add(timer);
        return timer;
    }

    /// Runs `task` on the loop's thread, soon. Any thread may post; tasks of one thread keep their
    /// order.
    public void post(Runnable task) {
        posted.add(task);
        if (Thread.currentThread() != thread) {
            wake.signal();
        }
    }

    /// Serves until [#stop].
    public void run() {
        thread = Thread.currentThread();
        long[] tokens = new long[MAX_EVENTS];
        int[] ready = new int[MAX_EVENTS];
        while (!stopping) {
            int count = Libc.epollWait(epoll.number(), events, MAX_EVENTS, timeoutMillis());
            if (count == -EINTR) {
                continue;
            }
            Fd.check(count, "epoll_wait", "event loop");
            // Copied first: a handler that watches a descriptor reuses the segment.
            for (int i = 0; i < count; i++) {
                ready[i] = EpollEvent.events(events, i);
                tokens[i] = EpollEvent.data(events, i);
            }
            for (int i = 0; i < count; i++) {
                dispatch(tokens[i], ready[i]);
            }
            runTimers();
            runPosted();
        }
        runPosted();
    }

    private int timeoutMillis() {
        if (!posted.isEmpty()) {
            return 0;
        }
        return timers.isEmpty()
                ? -1
                : (int) Math.min(timers.peek().millisLeft(), Integer.MAX_VALUE);
    }

    private void dispatch(long token, int ready) {
        Watch watch = watches.get(token);
        // Hang-ups and errors go to the reader, which learns of them by reading.
        if (watch != null && (ready & ~EPOLLOUT) != 0) {
            guarded(watch.readable);
            watch = watches.get(token);
        }
        if (watch != null && (ready & EPOLLOUT) != 0) {
            guarded(watch.writable);
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().at - now <= 0) {
            guarded(timers.remove().task);
        }
    }

    /// Runs the tasks that are posted now. A task that posts itself again gets its turn after the
    /// next wait, so it cannot keep descriptors from being served.
    private void runPosted() {
        for (int left = posted.size(); left > 0; left--) {
            guarded(posted.remove());
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private void report(Throwable failure) {
        try {
            failureHandler.accept(failure);
        } catch (RuntimeException | Error e) {
            // Out of memory, most likely: nothing else can be done but to continue.
            failure.addSuppressed(e);
        }
    }

    /// Makes [#run] return after the tasks posted before have run.
    public void stop() {
        stopping = true;
        wake.signal();
    }

    /// Releases the loop's own descriptors; [#run] must have returned.
    @Override
    public void close() {
        wake.close();
        epoll.close();
    }
}
