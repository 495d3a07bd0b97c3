package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// One thread that waits for descriptors and runs posted tasks (man 7 epoll).
///
/// [#watch], [#unwatch] and everything the handlers touch belong to the thread inside [#run]; only
/// [#post] and [#stop] may be called from others. A handler must never block.
public final class EventLoop implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 0x1;
    private static final int MAX_EVENTS = 32;

    /// `struct epoll_event` is packed on x86-64 (12 bytes) and padded elsewhere (16).
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final long EVENT_SIZE = PACKED ? 12 : 16;
    private static final long EVENT_DATA = PACKED ? 4 : 8;

    private final Fd epoll;
    private final EventFd wake = EventFd.create("event loop's wake-up");
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment events = arena.allocate(EVENT_SIZE * MAX_EVENTS, Long.BYTES);
    private final Map<Long, Runnable> handlers = new HashMap<>();
    private final Map<Fd, Long> tokens = new HashMap<>();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final Consumer<Throwable> failureHandler;
    private long nextToken;
    private volatile boolean stopping;

    /// @param failureHandler gets what a handler or task throws; the loop goes on
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
        long token = nextToken++;
        MemorySegment event = events.asSlice(0, EVENT_SIZE);
        event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
        event.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, token);
        Fd.check(
                Libc.epollCtl(epoll.number(), EPOLL_CTL_ADD, fd.number(), event),
                "epoll_ctl(EPOLL_CTL_ADD)",
                fd.toString());
        handlers.put(token, readable);
        tokens.put(fd, token);
    }

    /// Ends a watch; call before the descriptor is closed. Events of it that were already waiting
    /// are not delivered. Unknown descriptors are ignored.
    public void unwatch(Fd fd) {
        Long token = tokens.remove(fd);
        if (token == null) {
            return;
        }
        handlers.remove(token);
        Fd.check(
                Libc.epollCtl(epoll.number(), EPOLL_CTL_DEL, fd.number(), events),
                "epoll_ctl(EPOLL_CTL_DEL)",
                fd.toString());
    }

    /// Runs `task` on the loop's thread, soon. Any thread may post; tasks of one thread keep their
    /// order.
    public void post(Runnable task) {
        posted.add(task);
        wake.signal();
    }

    /// Serves until [#stop].
    public void run() {
        long[] ready = new long[MAX_EVENTS];
        while (!stopping) {
            int count = Libc.epollWait(epoll.number(), events, MAX_EVENTS, -1);
            if (count == -EINTR) {
                continue;
            }
            Fd.check(count, "epoll_wait", "event loop");
            // Copied first: a handler that watches a descriptor reuses the segment.
            for (int i = 0; i < count; i++) {
                ready[i] = events.get(ValueLayout.JAVA_LONG_UNALIGNED, i * EVENT_SIZE + EVENT_DATA);
            }
            for (int i = 0; i < count; i++) {
                Runnable handler = handlers.get(ready[i]);
                if (handler != null) {
                    guarded(handler);
                }
            }
            runPosted();
        }
        runPosted();
    }

    /// Runs what is posted now. A task that posts itself again gets its turn after the next wait,
    /// so it cannot keep descriptors from being served.
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
            // Out of memory, most likely: there is no more to be done about it than to go on.
            failure.addSuppressed(e);
        }
    }

    /// Makes [#run] return after what was posted before has run.
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
