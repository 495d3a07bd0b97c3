// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.hands.VmmHands;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.qemu.dbus.DbusConnection;
import dev.zeropane.qemu.dbus.DbusReply;
import dev.zeropane.qemu.dbus.DbusWriter;
import dev.zeropane.qemu.monitor.Monitor.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// QEMU's own keyboard and pointer. Keys go by its D-Bus display where QEMU has a screen, else by
/// its monitor, as the pointer always does: there a place is as exact as a tablet's, while by D-Bus
/// it is one of QEMU's screen, which keeps 640x480 pixels whatever our card shows.
///
/// Everything is done in its order: what goes the other way waits until QEMU has answered. A VM
/// that is stopped gets nothing, and once it runs again, everything is lifted. All but [#input] and
/// [#isIdle] belongs to the loop's thread.
final class QemuHands implements VmmHands {
    private static final String VM = "/org/qemu/Display1/VM";
    private static final String KEYBOARD = "org.qemu.Display1.Keyboard";

    /// Keys that QEMU has not answered yet: more of them would wait in QEMU, out of our reach.
    private static final int MAX_UNANSWERED = 16;

    /// Events of one command.
    private static final int MAX_EVENTS = 32;

    /// From one key or button to the next, for who waits for [#isIdle]: a PS/2 keyboard keeps 16
    /// bytes, and a BIOS 15 keys, until the guest reads them.
    private static final Duration PACE = Duration.ofMillis(20);

    private final HandQueue queue = new HandQueue();
    private final AtomicBoolean posted = new AtomicBoolean();
    private final EventLoop loop;
    private final Consumer<String> problems;
    private final Set<String> told = new HashSet<>();
    private final KeyRepeat repeat;
    private final QemuPointer pointer = new QemuPointer();

    private final Held held = new Held();
    private Optional<Monitor> monitor = Optional.empty();
    private Optional<DbusConnection> display = Optional.empty();

    /// Whether it is not known what is down.
    private boolean liftsAll;

    /// What QEMU has not answered yet, by D-Bus and by its monitor.
    private final AtomicInteger unanswered = new AtomicInteger();

    private volatile boolean executing;
    private volatile boolean ready;
    private volatile boolean stopped;
    private volatile long lastChange = System.nanoTime();

    /// @param problems gets what cannot be done, once
    QemuHands(EventLoop loop, Consumer<String> problems) {
        this.loop = loop;
        this.problems = problems;
        this.repeat = new KeyRepeat(loop, this::pressAgain);
    }

    @Override
    public void input(List<InputEvent> frame, int width, int height) {
        queue.add(frame, width, height);
        if (posted.compareAndSet(false, true)) {
            loop.post(() -> {
                posted.set(false);
                sendAll();
            });
        }
    }

    @Override
    public boolean isIdle() {
        return ready
                && !stopped
                && queue.isEmpty()
                && unanswered.get() == 0
                && !executing
                && System.nanoTime() - lastChange > PACE.toNanos();
    }

    /// QEMU's monitor takes commands.
    ///
    /// @param dbus QEMU's D-Bus display, if it has one for us
    void start(Monitor opened, Optional<DbusConnection> dbus) {
        monitor = Optional.of(opened);
        dbus.ifPresentOrElse(
                this::findScreen,
                () -> {
                    ready = true;
                    sendAll();
                });
    }

    /// Keys go by D-Bus if there is a screen there.
    private void findScreen(DbusConnection dbus) {
        dbus.call(
                VM,
                "org.freedesktop.DBus.Properties",
                "Get",
                "ss",
                new DbusWriter().string("org.qemu.Display1.VM").string("ConsoleIDs"),
                reply -> {
                    if (reply instanceof DbusReply.Values(String signature, var body)
                            && signature.equals("v")
                            && body.signature().equals("au")
                            && body.uint32s().contains(0)) {
                        display = Optional.of(dbus);
                    }
                    ready = true;
                    sendAll();
                });
    }

    /// Something happened in QEMU.
    ///
    /// @param event its name
    void happened(String event) {
        switch (event) {
            case "STOP" -> stop();
            case "RESUME" -> {
                stopped = false;
                liftsAll = true;
                sendAll();
            }
            default -> {}
        }
    }

    private void stop() {
        stopped = true;
        repeat.stop();
        queue.clear();
    }

    private void sendAll() {
        if (stopped) {
            // What people do to a guest that stands still is lost, as with QEMU's own windows.
            queue.clear();
            return;
        }
        boolean more = ready && monitor.isPresent();
        while (more) {
            more = sendNext();
        }
    }

    /// @return whether there may be more to be sent now
    private boolean sendNext() {
        if (liftsAll) {
            return liftAll();
        }
        Optional<HandStep> next = queue.peek();
        if (next.isEmpty()) {
            return false;
        }
        return switch (next.get()) {
            case HandStep.LiftKeys lift -> {
                queue.remove(lift);
                queue.addFirst(held.keyLifts());
                yield true;
            }
            case HandStep.LiftButtons lift -> {
                queue.remove(lift);
                queue.addFirst(held.buttonLifts());
                yield true;
            }
            case HandStep.Key key -> display.isPresent() ? sendByDbus(key) : sendKeys();
            case HandStep.Move _, HandStep.Button _, HandStep.Notch _ -> sendPointer();
        };
    }

    private boolean sendByDbus(HandStep.Key key) {
        if (executing || unanswered.get() >= MAX_UNANSWERED) {
            return false;
        }
        unanswered.incrementAndGet();
        queue.remove(key);
        note(key);
        callKeyboard(key.qnum(), key.down());
        return true;
    }

    /// Counted in `unanswered` before.
    private void callKeyboard(int qnum, boolean down) {
        display.orElseThrow()
                .call(
                        ConsoleSizes.CONSOLE + 0,
                        KEYBOARD,
                        down ? "Press" : "Release",
                        "u",
                        new DbusWriter().int32(qnum),
                        this::keyAnswered);
    }

    private void keyAnswered(DbusReply reply) {
        unanswered.decrementAndGet();
        if (!(reply instanceof DbusReply.Values)) {
            displayLost();
        } else {
            sendAll();
        }
    }

    /// Nothing goes by D-Bus any more. QEMU lifts no key when the connection ends.
    void displayLost() {
        liftsAll |= display.isPresent();
        display = Optional.empty();
        sendAll();
    }

    private void note(HandStep.Key key) {
        lastChange = System.nanoTime();
        held.note(key);
        if (key.down()) {
            repeat.pressed(key.qnum());
        } else {
            repeat.released(key.qnum());
        }
    }

    /// Not while there is more to do: nothing piles up.
    private void pressAgain(int qnum) {
        if (!isBusy() && queue.isEmpty() && !stopped) {
            if (display.isPresent()) {
                unanswered.incrementAndGet();
                callKeyboard(qnum, true);
            } else {
                execute(new InputEvents().key(qnum, true), "keyboard");
            }
        }
    }

    private boolean isBusy() {
        return executing || unanswered.get() > 0;
    }

    private boolean sendKeys() {
        if (isBusy()) {
            return false;
        }
        InputEvents events = new InputEvents();
        executing = true;
        while (events.count() < MAX_EVENTS
                && queue.peek().orElse(null) instanceof HandStep.Key key) {
            queue.remove(key);
            note(key);
            events.key(key.qnum(), key.down());
        }
        execute(events, "keyboard");
        return false;
    }

    private boolean sendPointer() {
        if (isBusy()) {
            return false;
        }
        executing = true;
        if (pointer.isUnknown()) {
            monitor.orElseThrow().execute("query-mice", Map.of(), List.of(), this::foundPointer);
            return false;
        }
        InputEvents events = new InputEvents();
        boolean more = true;
        while (more && events.count() < MAX_EVENTS) {
            more = addPointer(events);
        }
        if (events.count() == 0) {
            executing = false;
            return true;
        }
        execute(events, "pointer");
        return false;
    }

    private void foundPointer(Outcome outcome) {
        executing = false;
        pointer.found(outcome instanceof Outcome.Done(Object mice) ? mice : List.of());
        sendAll();
    }

    /// Adds the next step to a report.
    ///
    /// @return whether another one may follow in the same: a button's change is its last, since a
    ///   guest sees only what a report ends with
    private boolean addPointer(InputEvents events) {
        return switch (queue.peek().orElse(null)) {
            case HandStep.Move move -> {
                boolean there = pointer.move(move, events);
                if (there) {
                    queue.remove(move);
                }
                yield there;
            }
            case HandStep.Notch notch -> {
                queue.remove(notch);
                events.button(notch.wheel(), true).button(notch.wheel(), false);
                yield queue.peek().orElse(null) instanceof HandStep.Notch;
            }
            case HandStep.Button press -> {
                queue.remove(press);
                events.button(press.button(), press.down());
                held.note(press);
                lastChange = System.nanoTime();
                yield false;
            }
            case null, default -> false;
        };
    }

    /// Lifts what was pressed, by the monitor: QEMU's D-Bus display knows what it has lifted, and
    /// would not do it again for a guest that was stopped.
    private boolean liftAll() {
        if (isBusy()) {
            return false;
        }
        liftsAll = false;
        repeat.stop();
        InputEvents keys = held.takeKeys();
        InputEvents buttons = held.takeButtons();
        queue.addFirst(List.of(new HandStep.LiftKeys(), new HandStep.LiftButtons()));
        lift(keys, () -> lift(buttons, this::sendAll));
        return false;
    }

    private void lift(InputEvents events, Runnable then) {
        if (events.count() == 0) {
            then.run();
            return;
        }
        executing = true;
        send(
                events,
                _ -> {
                    executing = false;
                    then.run();
                });
    }

    private void execute(InputEvents events, String device) {
        executing = true;
        send(events, outcome -> executed(outcome, device));
    }

    private void send(InputEvents events, Consumer<Outcome> done) {
        monitor.orElseThrow()
                .execute("input-send-event", Map.of("events", events.events()), List.of(), done);
    }

    private void executed(Outcome outcome, String device) {
        executing = false;
        if (outcome instanceof Outcome.Refused(String error)) {
            if (error.contains("not running")) {
                stop();
            } else if (told.add(device)) {
                problems.accept(
                        "this guest has no "
                                + device
                                + " of QEMU's that could be used until it starts its driver for"
                                + " ours: "
                                + error);
            }
        }
        sendAll();
    }

    /// Lets go of everything, as far as that can be said without waiting: the link ends.
    void letGo() {
        if (display.isPresent() && display.get().isReady()) {
            held.keyLifts()
                    .forEach(lift -> {
                        if (lift instanceof HandStep.Key(int qnum, boolean down)) {
                            unanswered.incrementAndGet();
                            callKeyboard(qnum, down);
                        }
                    });
        }
    }

    /// There is no QEMU any more.
    void end() {
        monitor = Optional.empty();
        display = Optional.empty();
        ready = false;
        repeat.stop();
        queue.clear();
    }
}
