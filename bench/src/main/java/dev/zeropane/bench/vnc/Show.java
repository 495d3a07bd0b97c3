// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// A drawing that is shown picture by picture, and when a viewer has seen each of them, by this
/// process's one clock: from the last store of a picture until the viewer has drawn an update that
/// has it, or a later one.
public final class Show {
    /// QEMU looks every 30 ms: a server can be asked for no more pictures than that.
    public static final int PICTURES_A_SECOND = 30;

    private static final int MOST = 10_000;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final VncServer server;
    private final Drawing drawing;

    // Guarded by this.
    private final long[] stored = new long[MOST];
    private final int[] markers = new int[MOST];
    private final List<Long> latencies = new ArrayList<>();
    private int last;
    private int seen;
    private int equal = -1;

    /// Shows the first picture.
    public Show(VncServer server, Drawing drawing) {
        this.server = server;
        this.drawing = drawing;
        server.store(drawing, server.bounds());
        server.flush(server.bounds());
    }

    /// Shows the next pictures, in the time they take.
    public void go(int pictures) {
        long begin = System.nanoTime();
        for (int i = 0; i < pictures; i++) {
            int picture = last + 1;
            Rect changed = drawing.next(picture);
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / PICTURES_A_SECOND;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            drawing.mark(changed, picture);
            server.store(drawing, changed);
            stored(picture, changed.y() * Drawing.WIDTH + changed.x());
            server.flush(changed);
        }
    }

    private synchronized void stored(int picture, int marker) {
        stored[picture] = System.nanoTime();
        markers[picture] = marker;
        last = picture;
    }

    /// A viewer has drawn this.
    public synchronized void drawn(int[] picture) {
        long now = System.nanoTime();
        for (int one = last; one > seen; one--) {
            if (picture[markers[one]] == Drawing.marker(one)) {
                for (int i = seen + 1; i <= one; i++) {
                    latencies.add(now - stored[i]);
                }
                seen = one;
            }
        }
        if (Arrays.equals(picture, drawing.pixels())) {
            equal = last;
        }
        notifyAll();
    }

    /// Waits until the viewer has the last picture, with every pixel.
    public synchronized void awaitEqual() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (equal != last) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the viewer never saw all of " + drawing);
            }
            TimeUnit.NANOSECONDS.timedWait(this, LIMIT_NANOS);
        }
    }

    /// The latencies since this was last asked, nanoseconds.
    public synchronized LongStream takeLatencies() {
        long[] all = latencies.stream().mapToLong(Long::longValue).toArray();
        latencies.clear();
        return Arrays.stream(all);
    }
}
