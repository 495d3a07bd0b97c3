// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import dev.zeropane.input.protocol.EvdevEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/// A device on the test's thread: what it posts runs when the test says so.
final class DeviceUnderTest {
    final FakeQueue queue;
    final List<String> faults = new ArrayList<>();
    final List<String> leds = new ArrayList<>();
    final Queue<Runnable> posted = new ArrayDeque<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    private Duration now = Duration.ZERO;
    final InputDevice device;

    private DeviceUnderTest(int queueSize, Kind kind) {
        queue = new FakeQueue(queueSize);
        DeviceThread thread = new Hand();
        device =
                switch (kind) {
                    case KEYBOARD ->
                            InputDevice.keyboard(
                                    thread, (led, on) -> leds.add(led + " " + on), faults::add);
                    case TABLET ->
                            InputDevice.tablet(thread, () -> Desktop.ONE_SCREEN, faults::add);
                    case TOUCH ->
                            InputDevice.touchScreen(thread, () -> Desktop.ONE_SCREEN, faults::add);
                };
    }

    /// What the device does at a time.
    private record Delayed(Duration at, Runnable task) implements Comparable<Delayed> {
        @Override
        public int compareTo(Delayed other) {
            return at.compareTo(other.at);
        }
    }

    /// The device thread, worked by hand.
    private final class Hand implements DeviceThread {
        @Override
        public void execute(Runnable task) {
            posted.add(task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            delayed.add(new Delayed(now.plus(delay), task));
        }
    }

    private enum Kind {
        KEYBOARD,
        TABLET,
        TOUCH
    }

    static DeviceUnderTest keyboard(int queueSize) {
        return new DeviceUnderTest(queueSize, Kind.KEYBOARD);
    }

    static DeviceUnderTest tablet(int queueSize) {
        return new DeviceUnderTest(queueSize, Kind.TABLET);
    }

    static DeviceUnderTest touch(int queueSize) {
        return new DeviceUnderTest(queueSize, Kind.TOUCH);
    }

    /// With a driver that has given all its buffers.
    DeviceUnderTest started() {
        give(queue.size());
        return this;
    }

    void give(int buffers) {
        queue.give(buffers);
        device.available(VirtioInput.EVENTQ, queue);
        pass();
    }

    /// Somebody does this, and then nothing for a while.
    void input(InputEvent... frame) {
        device.input(List.of(frame));
        runPosted();
        pass();
    }

    void runPosted() {
        while (!posted.isEmpty()) {
            posted.remove().run();
        }
    }

    /// Has more time pass than the device ever waits.
    void pass() {
        Duration end = now.plusSeconds(2);
        while (!delayed.isEmpty() && delayed.peek().at.compareTo(end) <= 0) {
            Delayed next = delayed.remove();
            now = next.at;
            next.task.run();
        }
        now = end;
    }

    void key(int code, boolean pressed) {
        input(new InputEvent.Key(code, pressed));
    }

    /// What the guest got, in words; it gives back the buffers.
    String taken() {
        List<EvdevEvent> events = queue.take();
        give(events.size());
        return text(events);
    }

    /// All the guest gets, however often it gives back buffers.
    String all() {
        StringBuilder all = new StringBuilder();
        for (String part = taken(); !part.isEmpty(); part = taken()) {
            all.append(all.isEmpty() ? "" : " ").append(part);
        }
        return all.toString();
    }

    static String text(List<EvdevEvent> events) {
        return String.join(" ", events.stream().map(DeviceUnderTest::text).toList());
    }

    private static String text(EvdevEvent event) {
        return switch (event.type()) {
            case Evdev.EV_SYN -> "|";
            case Evdev.EV_KEY -> (event.value() == 0 ? "-" : "+") + event.code();
            case Evdev.EV_REL -> "r" + event.code() + "=" + event.value();
            case Evdev.EV_ABS -> "a" + event.code() + "=" + event.value();
            default -> event.toString();
        };
    }

    static InputEvent.Pointer pointer(double x, double y) {
        return new InputEvent.Pointer(new Place(0, x, y));
    }

    static InputEvent.Button button(int code, boolean pressed) {
        return new InputEvent.Button(code, pressed);
    }

    static InputEvent.TouchDown down(int id, double x, double y) {
        return new InputEvent.TouchDown(id, new Place(0, x, y));
    }

    static InputEvent.TouchMove move(int id, double x, double y) {
        return new InputEvent.TouchMove(id, new Place(0, x, y));
    }

    static InputEvent.TouchUp up(int id) {
        return new InputEvent.TouchUp(id);
    }
}
