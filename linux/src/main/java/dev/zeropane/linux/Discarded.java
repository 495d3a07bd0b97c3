package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Closes descriptors that peers sent, of files nobody knows. Of a file on FUSE or NFS a close
/// waits until its server has answered, which may be never, and which not even SIGKILL ends. So
/// threads that have nothing else to do close them: one that is stuck is replaced by another.
final class Discarded {
    /// The most threads there are. With so many stuck, what comes then stays open.
    static final int MAX_THREADS = 16;

    /// How long a thread lives that has nothing to do.
    private static final long IDLE_SECONDS = 10;

    private static final BlockingQueue<Integer> QUEUE = new LinkedBlockingQueue<>();

    private static int threads;
    private static int idle;

    private Discarded() {}

    /// Has it closed, soon.
    static void add(int fd) {
        QUEUE.add(fd);
        synchronized (Discarded.class) {
            if (idle >= QUEUE.size() || threads == MAX_THREADS) {
                return;
            }
            threads++;
            idle++;
        }
        try {
            Thread.ofPlatform().daemon().name("zeropane-close").start(Discarded::run);
        } catch (RuntimeException | Error e) {
            // No thread to be had now: the next that is added tries again.
            ended();
        }
    }

    private static void run() {
        try {
            while (true) {
                Integer fd = QUEUE.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (fd == null) {
                    break;
                }
                busy(true);
                try {
                    // As for every descriptor, it is closed whatever this answers.
                    int _ = Libc.close(fd);
                } finally {
                    busy(false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended();
        }
    }

    private static synchronized void busy(boolean on) {
        idle += on ? -1 : 1;
    }

    private static synchronized void ended() {
        threads--;
        idle--;
    }
}
