// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.control.input.InputSession;
import dev.zeropane.control.input.InputText;
import dev.zeropane.control.input.InputText.Said;
import dev.zeropane.control.input.Inputs;
import dev.zeropane.display.Lights;
import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A connection whose client does a person's input: what it says after `input`. Control thread
/// only.
final class InputClient implements AutoCloseable {
    /// Between two looks whether the guest has read its input.
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);

    /// What there is to say where nobody here has a keyboard.
    static final String NO_INPUT =
            "this device has no keyboard for its guest: zeropane run gives a guest one; else use the VMM's (QEMU's own display, or sendkey in its monitor)";

    private final Connection connection;
    private final EventLoop loop;
    private final Inputs inputs;
    private final InputLimits limits;
    private final InputSession session;
    private Lights told;
    private boolean closed;

    /// Lines in this window of time.
    private int lines;

    private long windowBegan = System.nanoTime();

    InputClient(Connection connection, EventLoop loop, Inputs inputs, InputLimits limits) {
        this.connection = connection;
        this.loop = loop;
        this.inputs = inputs;
        this.limits = limits;
        this.session = inputs.open();
        this.told = inputs.target().lights();
    }

    /// The answer to `input`.
    Map<String, Object> greeting() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", "input");
        answer.put("sizes", inputs.hearsSizes());
        answer.put("leds", told.names());
        return answer;
    }

    /// Takes a line.
    void serve(String line) {
        Said said;
        try {
            said = InputText.parse(line);
            switch (said) {
                case Said.Done(var frame) -> session.input(frame);
                case Said.Wished(int scanout, var size) -> session.wish(scanout, size);
                case Said.Asked(InputPart part) -> awaitRead(part);
            }
        } catch (IllegalArgumentException e) {
            connection.refuse(e.getMessage());
            return;
        }
        limitRate();
    }

    private void limitRate() {
        long now = System.nanoTime();
        if (now - windowBegan > limits.window().toNanos()) {
            windowBegan = now;
            lines = 0;
        }
        if (++lines == limits.lines()) {
            connection.pause(Duration.ofNanos(limits.window().toNanos() - (now - windowBegan) + 1));
        }
    }

    /// Answers when the guest has read its input, and takes no line until then.
    private void awaitRead(InputPart part) {
        EventLoop.Timer limit =
                loop.after(
                        limits.readTimeout(),
                        () -> {
                            if (!closed) {
                                connection.refuse(unread(part));
                            }
                        });
        connection.hold();
        look(part, limit);
    }

    private void look(InputPart part, EventLoop.Timer limit) {
        CompletableFuture<Boolean> _ =
                inputs.target()
                        .isRead(part)
                        .whenComplete((read, failure) ->
                                loop.post(() -> looked(part, limit, failure == null && read)));
    }

    private void looked(InputPart part, EventLoop.Timer limit, boolean read) {
        if (closed) {
            limit.cancel();
        } else if (read) {
            limit.cancel();
            connection.answer(Map.of("type", "read"));
            connection.proceed();
        } else {
            loop.after(
                    LOOK_INTERVAL,
                    () -> {
                        if (closed) {
                            limit.cancel();
                        } else {
                            look(part, limit);
                        }
                    });
        }
    }

    private String unread(InputPart part) {
        return "the guest has not read what its %s did within %d s: see whether it is stopped; if not, wait until it has started a driver of virtio-input (Linux: virtio_input)"
                .formatted(
                        switch (part) {
                            case KEYBOARD -> "keyboard";
                            case POINTER -> "tablet";
                            case TOUCH -> "touch screen";
                        },
                        limits.readTimeout().toSeconds());
    }

    /// Tells the client of the lights, if they are others than it knows.
    void tell(Lights lights) {
        if (!lights.equals(told)) {
            told = lights;
            connection.answer(Map.of("type", "lights", "leds", lights.names()));
        }
    }

    /// Lets go of what the client holds.
    @Override
    public void close() {
        closed = true;
        session.close();
    }
}
