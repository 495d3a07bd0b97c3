// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/// Presses the key again that was pressed last, for as long as it is held, as a keyboard does and
/// QEMU's PS/2 keyboard does not. Guests with a virtio or USB keyboard of QEMU's repeat keys
/// themselves, and ignore this. Belongs to the loop's thread.
final class KeyRepeat {
    /// As PCs' keyboards do at first. Linux takes a repeat within 125 ms for a bounce.
    private static final Duration DELAY = Duration.ofMillis(500);

    private static final Duration PERIOD = Duration.ofMillis(30);

    /// Ctrl, Shift, Alt and Meta of both sides, and the keys that lock, by their numbers in QEMU.
    private static final Set<Integer> NEVER =
            Set.of(0x1d, 0x9d, 0x2a, 0x36, 0x38, 0xb8, 0xdb, 0xdc, 0x3a, 0x45, 0x46);

    private final EventLoop loop;
    private final IntConsumer press;
    private Optional<EventLoop.Timer> timer = Optional.empty();
    private int last;

    /// @param press presses a key again
    KeyRepeat(EventLoop loop, IntConsumer press) {
        this.loop = loop;
        this.press = press;
    }

    void pressed(int qnum) {
        if (!NEVER.contains(qnum)) {
            stop();
            last = qnum;
            timer = Optional.of(loop.after(DELAY, this::repeat));
        }
    }

    private void repeat() {
        timer = Optional.of(loop.after(PERIOD, this::repeat));
        press.accept(last);
    }

    void released(int qnum) {
        if (qnum == last) {
            stop();
        }
    }

    void stop() {
        timer.ifPresent(EventLoop.Timer::cancel);
        timer = Optional.empty();
        last = 0;
    }
}
