// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.qemu.dbus.DbusConnection;
import dev.zeropane.qemu.dbus.DbusReply;
import dev.zeropane.qemu.dbus.DbusWriter;
import java.time.Duration;
import java.util.function.Consumer;

/// Makes QEMU tell its guest that a screen should have another size, through QEMU's D-Bus display:
/// a vhost-user back-end cannot do so itself. QEMU only tells the guest that something has changed;
/// the guest asks the device for the size.
///
/// The latest wish for each screen is sent, not too often.
final class ConsoleSizes implements SizeWishes {
    static final String CONSOLE = "/org/qemu/Display1/Console_";

    private static final String INTERFACE = "org.qemu.Display1.Console";

    /// About 90 dots per inch, like any monitor.
    private static final double MM_PER_PIXEL = 0.28;

    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /// Linux reads the sizes first and then clears the event, so it misses changes in between: the
    /// last wish is sent again after this quiet time.
    private static final Duration REPEAT_DELAY = Duration.ofSeconds(1);

    private final DbusConnection display;
    private final EventLoop loop;
    private final Consumer<String> problems;
    private final Wishes wishes = new Wishes();
    private boolean paused;
    private boolean calling;
    private boolean refused;

    /// @param problems gets the reason, on the loop's thread, when QEMU refuses
    ConsoleSizes(DbusConnection display, EventLoop loop, Consumer<String> problems) {
        this.display = display;
        this.loop = loop;
        this.problems = problems;
    }

    @Override
    public void wish(int scanout, Mode size) {
        wishes.add(scanout, size);
        loop.post(this::sendNext);
    }

    /// Sends nothing to a QEMU that is not there yet, so that it gets the latest wish only.
    private void sendNext() {
        if (paused || calling || refused || !display.isReady()) {
            return;
        }
        wishes.take()
                .ifPresent(wish -> {
                    paused = true;
                    loop.after(MIN_INTERVAL, this::resume);
                    send(wish);
                    if (!wish.again()) {
                        loop.after(REPEAT_DELAY, () -> repeat(wish));
                    }
                });
    }

    /// QEMU is ready.
    void start() {
        sendNext();
    }

    private void send(Wishes.Wish wish) {
        calling = true;
        Mode size = wish.size();
        // QEMU ignores a size that it got before; the millimetres have no other effect.
        int extra = wish.again() ? 1 : 0;
        display.call(
                CONSOLE + wish.console(),
                INTERFACE,
                "SetUIInfo",
                "qqiiuu",
                new DbusWriter()
                        .uint16((int) (size.width() * MM_PER_PIXEL) + extra)
                        .uint16((int) (size.height() * MM_PER_PIXEL))
                        .int32(0)
                        .int32(0)
                        .int32(size.width())
                        .int32(size.height()),
                this::replied);
    }

    private void replied(DbusReply reply) {
        calling = false;
        switch (reply) {
            case DbusReply.Refused(_, String text) -> {
                refused = true;
                problems.accept("SetUIInfo: " + text);
            }
            case DbusReply.Values _, DbusReply.TooLong(), DbusReply.Lost() -> sendNext();
        }
    }

    private void resume() {
        paused = false;
        sendNext();
    }

    private void repeat(Wishes.Wish wish) {
        wishes.repeat(wish);
        sendNext();
    }
}
