// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.SurfaceStats;
import java.util.concurrent.atomic.LongAdder;

/// What all viewers of a screen were sent together. Any thread.
final class ScreenCounts {
    private final LongAdder shown = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder bytesCopied = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();

    void shown() {
        shown.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void copied(long bytes) {
        bytesCopied.add(bytes);
    }

    void sent(long bytes) {
        bytesSent.add(bytes);
    }

    long bytesSent() {
        return bytesSent.sum();
    }

    SurfaceStats stats() {
        return new SurfaceStats(shown.sum(), dropped.sum(), bytesCopied.sum());
    }
}
